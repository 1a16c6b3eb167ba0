using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Shared;
using AssistantStudio.Core.Usage;
using AssistantStudio.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace AssistantStudio.Tests.Core.Providers;

public sealed class IntegrationServiceTests
{
    private const string Key = "sk-proj-0123456789-secret-wxyz";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Key_OnceSet_IsReadNowhere(DatabaseProvider provider)
    {
        await using var studio = await TestStudio.CreateAsync(provider);
        await using var editor = studio.As(Role.Editor);
        var service = editor.Get<IntegrationService>();

        var created = await service.CreateAsync(OpenAi() with { ApiKey = $" {Key}\n" }, null, Cancel);
        var changed = await service.ChangeAsync(created.Id, OpenAi() with { ApiKey = null, Name = "Renamed" }, created.RowVersion, null, Cancel);

        Assert.Equal(("…wxyz", "Renamed"), (changed.CredentialHint, changed.Name));
        await using var db = await studio.OpenAsync();
        var stored = await db.Set<Integration>().SingleAsync(Cancel);
        Assert.DoesNotContain("secret", stored.Key!, StringComparison.Ordinal);
        Assert.Equal(Key, studio.Get<SecretProtector>().Unprotect(stored.Key!));
        var audit = string.Join(' ', await db.Set<AuditEntry>().Select(a => a.Changes).ToListAsync(Cancel));
        Assert.Contains("(hidden)", audit, StringComparison.Ordinal);
        Assert.DoesNotContain("sk-proj", audit, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Address_ChangedToAnotherServer_WantsTheKeyAgain()
    {
        await using var studio = await TestStudio.CreateAsync();
        await using var editor = studio.As(Role.Editor);
        var service = editor.Get<IntegrationService>();
        var created = await service.CreateAsync(OpenAi(), null, Cancel);
        var moved = OpenAi() with { ApiKey = null, BaseUrl = "https://collector.example/v1" };

        var refusal = await Assert.ThrowsAsync<ValidationException>(() => service.ChangeAsync(created.Id, moved, null, null, Cancel));
        var untested = await Assert.ThrowsAsync<ValidationException>(() => editor.Get<IntegrationTestService>().TestAsync(moved, created.Id, null, Cancel));
        var withKey = await service.ChangeAsync(created.Id, moved with { ApiKey = "another-key-0123" }, null, null, Cancel);

        Assert.Contains("credentials.apiKey", refusal.Errors.Keys);
        Assert.Contains("credentials.apiKey", untested.Errors.Keys);
        Assert.Equal("https://collector.example/v1", withKey.BaseUrl);
    }

    [Theory]
    [InlineData("https://api.openai.com:8443/v1")]
    [InlineData("http://api.openai.com/v1")]
    public async Task Address_OtherPortOrScheme_IsAnotherServer(string address)
    {
        await using var studio = await TestStudio.CreateAsync();
        await using var editor = studio.As(Role.Editor);
        var created = await editor.Get<IntegrationService>().CreateAsync(OpenAi(), null, Cancel);

        var refusal = await Assert.ThrowsAsync<ValidationException>(
            () => editor.Get<IntegrationService>().ChangeAsync(created.Id, OpenAi() with { ApiKey = null, BaseUrl = address }, null, null, Cancel));

        Assert.Contains("credentials.apiKey", refusal.Errors.Keys);
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Fallback_ThatComesBack_IsRefused(DatabaseProvider provider)
    {
        await using var studio = await TestStudio.CreateAsync(provider);
        await using var editor = studio.As(Role.Editor);
        var service = editor.Get<IntegrationService>();
        var first = await service.CreateAsync(Answering("First"), null, Cancel);
        var second = await service.CreateAsync(Answering("Second") with { FallbackId = first.Id }, null, Cancel);
        var third = await service.CreateAsync(Answering("Third") with { FallbackId = second.Id }, null, Cancel);

        var ring = await Assert.ThrowsAsync<ValidationException>(() => service.ChangeAsync(first.Id, Answering("First") with { FallbackId = third.Id }, null, null, Cancel));
        var self = await Assert.ThrowsAsync<ValidationException>(() => service.ChangeAsync(first.Id, Answering("First") with { FallbackId = first.Id }, null, null, Cancel));

        Assert.Equal("Third falls back on this one already, directly or through others.", ring.Errors["fallbackId"].Single());
        Assert.Contains("fallbackId", self.Errors.Keys);
    }

    [Fact]
    public async Task Fallback_ThatNamesNoModel_IsRefusedAndStaysNamed()
    {
        await using var studio = await TestStudio.CreateAsync();
        await using var editor = studio.As(Role.Editor);
        var service = editor.Get<IntegrationService>();
        var silent = await service.CreateAsync(OpenAi("Silent"), null, Cancel);
        var standIn = await service.CreateAsync(Answering("Stand-in"), null, Cancel);

        var refusal = await Assert.ThrowsAsync<ValidationException>(() => service.CreateAsync(OpenAi("Main") with { FallbackId = silent.Id }, null, Cancel));
        await service.CreateAsync(OpenAi("Main") with { FallbackId = standIn.Id }, null, Cancel);
        var emptied = await Assert.ThrowsAsync<ValidationException>(() => service.ChangeAsync(standIn.Id, OpenAi("Stand-in"), null, null, Cancel));

        Assert.Equal("Silent does not say which of its models answers then. Enter one there first.", refusal.Errors["fallbackId"].Single());
        Assert.Equal("Main falls back on it: say which model answers then.", emptied.Errors["models"].Single());
    }

    [Fact]
    public async Task Name_ThatIsAKey_IsRefused()
    {
        await using var studio = await TestStudio.CreateAsync();
        await using var editor = studio.As(Role.Editor);

        var refusal = await Assert.ThrowsAsync<ValidationException>(() => editor.Get<IntegrationService>().CreateAsync(OpenAi("sk-proj-0123456789abcdef"), null, Cancel));

        Assert.Contains("This is a key", refusal.Errors["name"].Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fallback_OfAnotherOrganization_IsNotThere()
    {
        await using var studio = await TestStudio.CreateAsync();
        await using var theirs = studio.As(Role.Editor, studio.Theirs);
        await using var ours = studio.As(Role.Editor);
        var foreign = await theirs.Get<IntegrationService>().CreateAsync(OpenAi(), null, Cancel);

        var refusal = await Assert.ThrowsAsync<ValidationException>(() => ours.Get<IntegrationService>().CreateAsync(OpenAi() with { FallbackId = foreign.Id }, null, Cancel));

        Assert.Equal("There is no such provider.", refusal.Errors["fallbackId"].Single());
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Delete_InUse_IsRefusedOrReplaced(DatabaseProvider provider)
    {
        await using var studio = await TestStudio.CreateAsync(provider);
        await using var editor = studio.As(studio.GrantOf(Role.Editor, userId: Guid.NewGuid()));
        var service = editor.Get<IntegrationService>();
        var last = await service.CreateAsync(Answering("Last"), null, Cancel);
        var old = await service.CreateAsync(Answering("Old") with { FallbackId = last.Id }, null, Cancel);
        var next = await service.CreateAsync(Answering("Next") with { FallbackId = old.Id }, null, Cancel);
        var other = await service.CreateAsync(Answering("Other") with { FallbackId = old.Id }, null, Cancel);
        var assistant = await editor.Get<AssistantService>().CreateAsync(
            new() { Name = "Parcel helper", Type = AssistantType.General, Instructions = "Help.", Model = new(old.Id, "gpt-5.5") }, null, Cancel);

        var refusal = await Assert.ThrowsAsync<ConflictException>(() => service.DeleteAsync(old.Id, null, null, Cancel));
        await service.DeleteAsync(old.Id, next.Id, null, Cancel);

        Assert.StartsWith("Old is used by Next, Other, Parcel helper.", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(next.Id, (await editor.Get<AssistantService>().GetAsync(assistant.Assistant.Id.ToString(), Cancel)).Content.Model!.ProviderId);
        Assert.Equal(last.Id, (await service.GetAsync(next.Id, Cancel)).FallbackId); // Not itself: what the one that went fell back on.
        Assert.Equal(next.Id, (await service.GetAsync(other.Id, Cancel)).FallbackId);
        await Assert.ThrowsAsync<NotFoundException>(() => service.GetAsync(old.Id, Cancel));
    }

    [Fact]
    public async Task Duplicate_TakesTheKeyAlongAndIsSwitchedOff()
    {
        await using var studio = await TestStudio.CreateAsync();
        await using var editor = studio.As(Role.Editor);
        var service = editor.Get<IntegrationService>();
        var first = await service.CreateAsync(OpenAi(), null, Cancel);

        var copy = await service.DuplicateAsync(first.Id, Cancel);
        var second = await service.DuplicateAsync(first.Id, Cancel);

        Assert.Equal(("OpenAI (copy)", "OpenAI (copy 2)", false, "…wxyz"), (copy.Name, second.Name, copy.Active, copy.CredentialHint));
    }

    [Fact]
    public async Task Name_Twice_SaysSoAtTheField()
    {
        await using var studio = await TestStudio.CreateAsync();
        await using var editor = studio.As(Role.Editor);
        await editor.Get<IntegrationService>().CreateAsync(OpenAi(), null, Cancel);

        var refusal = await Assert.ThrowsAsync<ValidationException>(() => editor.Get<IntegrationService>().CreateAsync(OpenAi(), null, Cancel));

        Assert.Equal("There is a provider called OpenAI already.", refusal.Errors["name"].Single());
    }

    [Theory]
    [InlineData(Role.Member)]
    [InlineData(Role.Viewer)]
    [InlineData(Role.Operator)]
    public async Task Providers_WithoutTheRight_AreNotChangedNorTested(Role role)
    {
        await using var studio = await TestStudio.CreateAsync();
        await using var scope = studio.As(role);

        await Assert.ThrowsAsync<ForbiddenException>(() => scope.Get<IntegrationService>().CreateAsync(OpenAi(), null, Cancel));
        await Assert.ThrowsAsync<ForbiddenException>(() => scope.Get<IntegrationTestService>().TestAsync(OpenAi(), null, null, Cancel));
    }

    [Fact]
    public async Task Settings_WrongInManyWays_NameEachField()
    {
        await using var studio = await TestStudio.CreateAsync();
        await using var editor = studio.As(Role.Editor);
        var wrong = new IntegrationInput { Kind = ProviderKind.AzureOpenAi, Name = " ", BaseUrl = "sk-proj-0123456789abcdef", ApiKey = "https://x.example", Models = ["a b"], TimeoutSeconds = 1 };

        var refusal = await Assert.ThrowsAsync<ValidationException>(() => editor.Get<IntegrationService>().CreateAsync(wrong, null, Cancel));

        Assert.Equal(["baseUrl", "credentials.apiKey", "models", "name", "timeoutSeconds"], refusal.Errors.Keys.Order());
        Assert.Equal("This is a key, not an address. It belongs into the field for the key.", refusal.Errors["baseUrl"].Single());
    }

    [Fact]
    public async Task Delete_ReplacedByOneWithOtherModels_AsksForOneThatItHas()
    {
        await using var studio = await TestStudio.CreateAsync();
        await using var editor = studio.As(studio.GrantOf(Role.Editor, userId: Guid.NewGuid()));
        var service = editor.Get<IntegrationService>();
        var old = await service.CreateAsync(Answering("Old"), null, Cancel);
        var silent = await service.CreateAsync(new() { Kind = ProviderKind.Anthropic, Name = "Silent", ApiKey = "sk-ant-0123456789abcdef" }, null, Cancel);
        var next = await service.CreateAsync(new() { Kind = ProviderKind.Anthropic, Name = "Next", ApiKey = "sk-ant-0123456789abcdef", Models = ["claude-sonnet-4-5"] }, null, Cancel);
        var settings = editor.Get<AiSettingService>();
        await settings.PutAsync(new AnsweringPreference { Model = new(old.Id, "gpt-5.5"), ByDifficulty = true, Simple = new(old.Id, null), Classifier = new(next.Id, "claude-haiku-4-5") }, null, Cancel);

        var refusal = await Assert.ThrowsAsync<ValidationException>(() => service.DeleteAsync(old.Id, silent.Id, null, Cancel));
        await service.DeleteAsync(old.Id, next.Id, null, Cancel);

        Assert.Equal("Silent has no gpt-5.5, and does not say which of its models takes over. Enter one there first.", refusal.Errors["replaceBy"].Single());
        var now = (await settings.GetAsync<AnsweringPreference>(Cancel)).Value;
        Assert.Equal(
            (new ModelReference(next.Id, "claude-sonnet-4-5"), new ModelReference(next.Id, null), new ModelReference(next.Id, "claude-haiku-4-5"), true), (now.Model, now.Simple, now.Classifier, now.ByDifficulty));
    }

    [Fact]
    public async Task Delete_OfTheEmbeddingModel_TakesOnlyOneThatHasTheSame()
    {
        await using var studio = await TestStudio.CreateAsync();
        await using var editor = studio.As(studio.GrantOf(Role.Editor, userId: Guid.NewGuid()));
        var service = editor.Get<IntegrationService>();
        var old = await service.CreateAsync(OpenAi("Old") with { Models = ["text-embedding-3-small"] }, null, Cancel);
        var other = await service.CreateAsync(Answering("Other"), null, Cancel);
        var same = await service.CreateAsync(OpenAi("Same"), null, Cancel);
        var settings = editor.Get<AiSettingService>();
        await settings.PutAsync(new EmbeddingPreference { ProviderId = old.Id, Model = "text-embedding-3-small" }, null, Cancel);

        await Assert.ThrowsAsync<ValidationException>(() => service.DeleteAsync(old.Id, other.Id, null, Cancel));
        await service.DeleteAsync(old.Id, same.Id, null, Cancel);

        var now = (await settings.GetAsync<EmbeddingPreference>(Cancel)).Value;
        Assert.Equal((same.Id, "text-embedding-3-small"), (now.ProviderId!.Value, now.Model));
    }

    [Fact]
    public async Task Test_BeforeItIsStored_CountsAsItsOwn()
    {
        await using var studio = await TestStudio.CreateAsync();
        await using var editor = studio.As(Role.Editor);
        var input = new IntegrationInput { Kind = ProviderKind.BuiltIn, Name = "Ours", NewId = Guid.CreateVersion7() };

        var test = await editor.Get<IntegrationTestService>().TestAsync(input, null, null, Cancel);
        var row = await editor.Get<IntegrationService>().CreateAsync(input, test, Cancel);
        var before = await editor.Get<UsageService>().SummaryAsync(7, Cancel);
        var month = await editor.Get<UsageService>().ProvidersThisMonthAsync(Cancel);
        await editor.Get<IntegrationService>().DeleteAsync(row.Id, null, null, Cancel);
        var after = await editor.Get<UsageService>().SummaryAsync(7, Cancel);

        Assert.Equal(input.NewId, row.Id);
        Assert.Equal(("Ours", 1L), (before.Providers.Single().Name, month[row.Id].Calls));
        Assert.Equal("Ours (deleted)", after.Providers.Single().Name);
    }

    private static IntegrationInput Answering(string name) => OpenAi(name) with { Models = ["gpt-5.5"] };

    private static IntegrationInput OpenAi(string name = "OpenAI") => new() { Kind = ProviderKind.OpenAi, Name = name, ApiKey = Key };
}
