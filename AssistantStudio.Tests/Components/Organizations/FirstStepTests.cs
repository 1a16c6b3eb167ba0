using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Shared;
using AssistantStudio.Tests.Support;
using AssistantStudio.Web.Components.Assistants;
using AssistantStudio.Web.Components.Organizations;
using Xunit;

namespace AssistantStudio.Tests.Components.Organizations;

/// <summary>A step of Home is ticked by what the person did, not by what came with the program.</summary>
public sealed class FirstStepTests : IAsyncLifetime
{
    private TestStudio _studio = null!;
    private TestScope _admin = null!;

    public async ValueTask InitializeAsync()
    {
        _studio = await TestStudio.CreateAsync();
        _admin = _studio.As(Role.OrgAdmin);
    }

    public async ValueTask DisposeAsync()
    {
        await _admin.DisposeAsync();
        await _studio.DisposeAsync();
    }

    [Fact]
    public async Task Invite_WithTheSampleDataAlone_StaysOpenUntilSomebodyIsInvited()
    {
        var step = new InviteStep(_admin.Get<UserService>(), _admin.Get<AccountLinkService>(), _admin.Get<SampleData>(), _admin.Access);
        Assert.False(await step.IsDoneAsync(CancellationToken.None));

        Assert.True(await _admin.Get<SampleData>().AddAsync(CancellationToken.None) > 0);
        Assert.False(await step.IsDoneAsync(CancellationToken.None));

        await _admin.Get<AccountLinkService>().InviteAsync("own@people.example", Role.Viewer, CancellationToken.None);
        Assert.True(await step.IsDoneAsync(CancellationToken.None));
    }

    [Fact]
    public async Task FirstAssistant_WithTheSampleDataAlone_StaysOpenUntilOneIsMade()
    {
        var step = new FirstAssistantStep(_admin.Get<AssistantService>(), _admin.Get<SampleData>(), _admin.Access);
        Assert.False(await step.IsDoneAsync(CancellationToken.None));

        await _admin.Get<SampleData>().AddAsync(CancellationToken.None);
        Assert.False(await step.IsDoneAsync(CancellationToken.None));

        await _admin.Get<AssistantService>().CreateAsync(new AssistantInput { Name = "Ours", Type = AssistantType.General }, null, CancellationToken.None);
        Assert.True(await step.IsDoneAsync(CancellationToken.None));
    }
}
