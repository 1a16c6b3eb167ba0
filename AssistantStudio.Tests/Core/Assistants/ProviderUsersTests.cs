using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Shared;
using AssistantStudio.Tests.Support;
using Xunit;

namespace AssistantStudio.Tests.Core.Assistants;

public sealed class ProviderUsersTests
{
    [Fact]
    public async Task Users_OfAProviderThatOnlyASettingNames_AreNone()
    {
        await using var studio = await TestStudio.CreateAsync();
        await using var editor = studio.As(Role.Editor);
        var providers = editor.Get<IntegrationService>();
        var (old, next) = (await AddAsync("Old"), await AddAsync("Next"));
        var named = await editor.Get<AssistantService>().CreateAsync(
            new AssistantInput { Name = "Names it", Capabilities = [new AssistantCapability { Name = "search", Settings = new Dictionary<string, string> { ["providerId"] = old.Id.ToString() } }] }, null, CancellationToken.None);
        var asks = await editor.Get<AssistantService>().CreateAsync(new AssistantInput { Name = "Asks it", Model = new ModelRoute(old.Id, "m") }, null, CancellationToken.None);

        var users = await providers.UsersOfAsync(old.Id, CancellationToken.None);
        await providers.DeleteAsync(old.Id, next.Id, null, CancellationToken.None);

        Assert.Equal(asks.Assistant.Id, Assert.Single(users).Id);
        var assistants = editor.Get<AssistantService>();
        Assert.Equal(next.Id, (await assistants.GetAsync(asks.Assistant.Slug, CancellationToken.None)).Content.Model?.ProviderId);
        Assert.Null((await assistants.GetAsync(named.Assistant.Slug, CancellationToken.None)).Content.Model);

        Task<IntegrationRow> AddAsync(string name) => providers.CreateAsync(new IntegrationInput { Kind = ProviderKind.BuiltIn, Name = name }, null, CancellationToken.None);
    }
}
