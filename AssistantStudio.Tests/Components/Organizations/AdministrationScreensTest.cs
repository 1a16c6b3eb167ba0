using System.Collections.Frozen;
using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Shared;
using AssistantStudio.Tests.Components.Support;
using AssistantStudio.Tests.Support;
using AssistantStudio.Web.Components.Organizations;
using AssistantStudio.Web.Shell;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AssistantStudio.Tests.Components.Organizations;

/// <summary>Screens of the administration on the real services and an SQLite database.</summary>
public abstract class AdministrationScreensTest : StudioComponentTest, IAsyncLifetime
{
    private const string Password = "a phrase that is long";

    protected TestStudio Studio { get; private set; } = null!;

    protected TestScope Person { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Studio = await TestStudio.CreateAsync();
        Services.AddSingleton(Studio.Get<ChangeFeed>());
        Use(Role.OrgAdmin, await AddUserAsync("Olivia Admin", Role.OrgAdmin));
    }

    protected override async ValueTask DisposeAsyncCore()
    {
        await base.DisposeAsyncCore();
        await Person.DisposeAsync();
        await Studio.DisposeAsync();
    }

    /// <summary>From here on the screens are looked at by this person.</summary>
    protected void Use(Role role, Guid userId)
    {
        Person = Studio.As(Studio.GrantOf(role, userId: userId));
        Access.Become(Person.Access.Grant);
        Services.AddSingleton(Person.Get<UserService>());
        Services.AddSingleton(Person.Get<AccountLinkService>());
        Services.AddSingleton(Person.Get<ApiKeyService>());
        Services.AddSingleton(Person.Get<AssistantService>());
        Services.AddSingleton(Person.Get<EnvironmentService>());
        Services.AddSingleton(Person.Get<AuditService>());
        Services.AddScoped<ILastChanges, AuditedChanges>();
    }

    /// <summary>A grant that may look and nothing else: what the role of a viewer would be with <paramref name="permission"/>.</summary>
    protected async Task UseOnlyAsync(Permission permission)
    {
        var userId = await AddUserAsync("Vera Viewer", Role.Viewer);
        Use(Role.Viewer, userId);
        Access.Become(Person.Access.Grant with { Permissions = new[] { permission }.ToFrozenSet() });
        Person.Access.Become(Access.Grant);
    }

    protected async Task<Guid> AddUserAsync(string name, Role role)
    {
        await using var admin = Studio.As(Studio.GrantOf(Role.OrgAdmin));
        var link = await admin.Get<AccountLinkService>().InviteAsync($"{Guid.NewGuid():N}@people.example", role, CancellationToken.None);
        await using var nobody = Studio.As(Grant.None);
        return (await nobody.Get<AccountLinkUse>().AcceptInvitationAsync(link.Token, name, Password, null, CancellationToken.None)).UserId;
    }

    /// <summary>What stands beside the field, and that the input points to it.</summary>
    protected static string? ErrorOf(IRenderedComponent<IComponent> panel, string field)
    {
        var input = panel.Find($"#f-{field}");
        Assert.Equal(("true", $"f-{field}-help"), (input.GetAttribute("aria-invalid"), input.GetAttribute("aria-describedby")));
        return panel.Find($"#f-{field}-help").TextContent.Trim();
    }
}
