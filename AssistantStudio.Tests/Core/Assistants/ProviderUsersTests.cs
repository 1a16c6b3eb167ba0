using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Shared;
using AssistantStudio.Tests.Support;
using Xunit;

namespace AssistantStudio.Tests.Core.Assistants;

public sealed class ProviderUsersTests
{
    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Model_OfAProviderThatCannotBeAsked_IsRefusedBesideTheField(DatabaseProvider provider)
    {
        await using var studio = await TestStudio.CreateAsync(provider);
        await using var editor = studio.As(Role.Editor);
        var builtIn = await editor.Get<IntegrationService>().CreateAsync(new() { Kind = ProviderKind.BuiltIn, Name = "Built-in" }, null, CancellationToken.None);
        var chats = await editor.Get<IntegrationService>().CreateAsync(new() { Kind = ProviderKind.Ollama, Name = "Local", BaseUrl = "http://ollama.example/v1" }, null, CancellationToken.None);
        var assistants = editor.Get<AssistantService>();
        var made = await assistants.CreateAsync(new() { Name = "Asks", Model = new(chats.Id, "m") }, null, CancellationToken.None);

        foreach (var wrong in new ModelRoute[] { new(Guid.NewGuid(), "m"), new(builtIn.Id, "m"), new(chats.Id, " ") })
        {
            Assert.Equal(["model"], (await Assert.ThrowsAsync<ValidationException>(() => assistants.CreateAsync(new() { Name = "Refused", Model = wrong }, null, CancellationToken.None))).Errors.Keys);
            Assert.Equal(["model"], (await Assert.ThrowsAsync<ValidationException>(() => assistants.ChangeAsync(made.Assistant.Id, new() { Model = wrong }, CancellationToken.None))).Errors.Keys);
        }

        Assert.Null((await assistants.ChangeAsync(made.Assistant.Id, new() { Model = new(null, "") }, CancellationToken.None)).Content.Model);
    }

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

        Task<IntegrationRow> AddAsync(string name) => providers.CreateAsync(new IntegrationInput { Kind = ProviderKind.Ollama, Name = name, BaseUrl = "http://ollama.example/v1" }, null, CancellationToken.None);
    }
}
