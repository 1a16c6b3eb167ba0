using AssistantStudio.Core.Knowledge;
using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Shared;
using AssistantStudio.Tests.Support;
using Xunit;

namespace AssistantStudio.Tests.Core.Knowledge.Trackers;

public sealed class TrackerSettingsTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("", "settings.jira.projects")]
    [InlineData("project = SHOP ORDER BY created", "settings.jira.jql")]
    [InlineData("summary ~ \"order by post\"", null)]
    [InlineData("a = 1) OR (b = 2", "settings.jira.jql")]
    [InlineData("(a = 1 OR b = 2", "settings.jira.jql")]
    [InlineData("summary ~ \"half", "settings.jira.jql")]
    [InlineData("summary ~ \"a \\\" ) b\" AND (x = 'it(' OR y = 2)", null)]
    public void JqlOfPeople_IsCheckedWhereItStands(string jql, string? field)
    {
        var errors = new Validator();
        new JiraSettings { Jql = jql }.Checked(errors);

        Assert.Equal(field is null ? [] : [field], FieldsOf(errors));
    }

    [Theory]
    [InlineData("acme/shop", "acme/shop")]
    [InlineData(" https://github.com/acme/shop.js/issues/12?q=x ", "acme/shop.js")]
    [InlineData("https://github.com/acme/shop.git", "acme/shop")]
    [InlineData("shop", null)]
    [InlineData("acme/shop/issues", null)]
    [InlineData("acme/..", null)]
    public void Repository_IsTakenAsPeopleCopyIt(string typed, string? name)
    {
        var errors = new Validator();
        var settings = new GitHubSettings { Repositories = [typed] }.Checked(errors);

        Assert.Equal(name is null ? ["settings.gitHub.repositories"] : [], FieldsOf(errors));
        Assert.True(name is null || settings.Repositories.Single() == name, settings.Repositories.Single());
    }

    [Fact]
    public async Task Source_OfAWrongConnection_IsRefusedBesideTheField()
    {
        await using var studio = await TestStudio.CreateAsync();
        await using var admin = studio.As(Role.OrgAdmin);
        await using var theirs = studio.As(Role.OrgAdmin, studio.Theirs);
        var (gitHub, off) = (await AddAsync(admin, "On", true), await AddAsync(admin, "Off", false));
        var foreign = await AddAsync(theirs, "Theirs", true);
        var sources = admin.Get<SourceService>();
        var jira = new SourceInput { Name = "Issues", Kind = SourceKind.Jira, Settings = new() { Jira = new() { Projects = ["SHOP"] } } };
        var ours = new SourceInput { Name = "Repositories", Kind = SourceKind.GitHub, Settings = new() { GitHub = new() { Repositories = ["acme/shop"] } } };

        foreach (var wrong in new[] { jira, jira with { ProviderId = gitHub }, ours with { ProviderId = off }, ours with { ProviderId = foreign } })
        {
            Assert.Equal(["providerId"], (await Assert.ThrowsAsync<ValidationException>(() => sources.CreateAsync(wrong, Cancel))).Errors.Keys);
        }

        var made = await sources.CreateAsync(ours with { ProviderId = gitHub }, Cancel);
        await admin.Get<IntegrationService>().ChangeAsync(gitHub, new() { Kind = ProviderKind.GitHub, Name = "On", Active = false }, null, null, Cancel);

        // Switched off since, it stays what it was.
        Assert.Equal("Renamed", (await sources.ChangeAsync(made.Id, ours with { Name = "Renamed", ProviderId = gitHub }, null, Cancel)).Name);
    }

    [Fact]
    public async Task Connection_ThatSourcesUse_IsReplacedByOneOfItsKindOnly()
    {
        await using var studio = await TestStudio.CreateAsync();
        await using var admin = studio.As(Role.OrgAdmin);
        var (old, next) = (await AddAsync(admin, "Old", true), await AddAsync(admin, "Next", true));
        var providers = admin.Get<IntegrationService>();
        var model = (await providers.CreateAsync(new() { Kind = ProviderKind.BuiltIn, Name = "Built-in" }, null, Cancel)).Id;
        var source = await admin.Get<SourceService>().CreateAsync(
            new() { Name = "Repositories", Kind = SourceKind.GitHub, Settings = new() { GitHub = new() { Repositories = ["acme/shop"] } }, ProviderId = old }, Cancel);

        var users = await providers.UsersOfAsync(old, Cancel);
        var refused = await Assert.ThrowsAsync<ConflictException>(() => providers.DeleteAsync(old, null, null, Cancel));
        await Assert.ThrowsAsync<ValidationException>(() => providers.DeleteAsync(old, model, null, Cancel));
        await Assert.ThrowsAsync<ValidationException>(() => providers.DeleteAsync(model, next, null, Cancel));
        await providers.DeleteAsync(old, next, null, Cancel);

        Assert.Equal(("source", source.Id), (Assert.Single(users).Kind, users[0].Id));
        Assert.Contains("the knowledge source “Repositories”", refused.Message, StringComparison.Ordinal);
        Assert.Equal(next, (await admin.Get<SourceService>().GetAsync(source.Id, Cancel)).ProviderId);
    }

    [Fact]
    public async Task Provider_ThatMadeTheVectors_IsReplacedByTheSameModelOnly()
    {
        await using var studio = await TestStudio.CreateAsync();
        await using var admin = studio.As(Role.OrgAdmin);
        var providers = admin.Get<IntegrationService>();
        var (old, same, other) = (await ModelAsync("Old", "embed-1"), await ModelAsync("Same", "embed-1"), await ModelAsync("Other", "embed-2"));
        await using (var db = await studio.OpenAsync())
        {
            db.Add(new VectorSpace { OrganizationId = studio.Ours.Id, ProviderId = old, Model = "embed-1", State = VectorSpaceState.Active });
            await db.SaveChangesAsync(Cancel);
        }

        await Assert.ThrowsAsync<ConflictException>(() => providers.DeleteAsync(old, null, null, Cancel));
        await Assert.ThrowsAsync<ValidationException>(() => providers.DeleteAsync(old, other, null, Cancel));
        await providers.DeleteAsync(old, same, null, Cancel);

        await using var after = await studio.OpenAsync();
        Assert.Equal(same, after.Set<VectorSpace>().Single().ProviderId);

        async Task<Guid> ModelAsync(string name, string model) =>
            (await providers.CreateAsync(new() { Kind = ProviderKind.Ollama, Name = name, BaseUrl = "http://ollama.example/v1", Models = [model] }, null, Cancel)).Id;
    }

    private static IEnumerable<string> FieldsOf(Validator errors)
    {
        try
        {
            errors.ThrowIfAny();
            return [];
        }
        catch (ValidationException e)
        {
            return e.Errors.Keys;
        }
    }

    private static async Task<Guid> AddAsync(TestScope scope, string name, bool isActive) =>
        (await scope.Get<IntegrationService>().CreateAsync(new() { Kind = ProviderKind.GitHub, Name = name, Active = isActive }, null, Cancel)).Id;
}
