using System.Text.Json;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Prompts;
using AssistantStudio.Core.Shared;
using AssistantStudio.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace AssistantStudio.Tests.Core.Prompts;

public sealed class PromptServiceTests
{
    private static readonly PromptInput s_input = new() { Title = "Refund policy", Category = "support", Tags = ["Refund", " billing ", "refund", ""], Purpose = "What customers may expect." };
    private static readonly PromptContent s_content = new() { Content = "Hello {{customer}}.", Variables = [new PromptVariable { Name = "customer", Required = true }], Publish = true };

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Create_WithContent_CanBeFoundReadAndRendered(DatabaseProvider provider)
    {
        await using var studio = await TestStudio.CreateAsync(provider);
        await using var editor = studio.As(Role.Editor);
        var prompts = editor.Get<PromptService>();

        var made = await prompts.CreateAsync(s_input, s_content, CancellationToken.None);

        Assert.Equal(("refund-policy", 1, 1), (made.Prompt.Key, made.Prompt.LatestVersion, made.Prompt.PublishedVersion));
        Assert.Equal(["Refund", "billing"], made.Prompt.Tags);
        Assert.Equal(made.Prompt, (await prompts.GetAsync("refund-policy", CancellationToken.None)).Prompt with { Tags = made.Prompt.Tags });
        foreach (var query in new PromptListQuery[] { new(), new() { Tag = "billing" }, new() { Category = "support" }, new() { Search = "CUSTOMERS may" } })
        {
            Assert.Equal(made.Prompt.Id, Assert.Single((await prompts.ListAsync(query, CancellationToken.None)).Items).Id);
        }

        Assert.Empty((await prompts.ListAsync(new PromptListQuery { Tag = "other" }, CancellationToken.None)).Items);
        Assert.Equal(new RenderedPrompt("Hello Ada.", 1, 3), await RenderAsync(editor, "refund-policy", """{"customer":"Ada"}"""));
        Assert.Contains("prompt.created", await studio.AuditAsync());
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Create_KeyThatIsTaken_NamesAFreeOne(DatabaseProvider provider)
    {
        await using var studio = await TestStudio.CreateAsync(provider);
        await using var editor = studio.As(Role.Editor);
        var prompts = editor.Get<PromptService>();
        await prompts.CreateAsync(s_input, s_content, CancellationToken.None);

        Assert.Equal("refund-policy-2", (await prompts.CreateAsync(s_input, s_content, CancellationToken.None)).Prompt.Key);
        var refusal = await Assert.ThrowsAsync<ValidationException>(() => prompts.CreateAsync(s_input with { Key = "refund-policy" }, s_content, CancellationToken.None));
        Assert.Equal("\"refund-policy\" is taken. \"refund-policy-3\" is free.", Assert.Single(refusal.Errors["key"]));
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task TagsAndCategories_InUse_AreOfThisOrganizationOnce(DatabaseProvider provider)
    {
        await using var studio = await TestStudio.CreateAsync(provider);
        await using var editor = studio.As(Role.Editor);
        await using var stranger = studio.As(Role.Editor, studio.Theirs);
        await editor.Get<PromptService>().CreateAsync(s_input, s_content, CancellationToken.None);
        await editor.Get<PromptService>().CreateAsync(s_input with { Tags = ["billing", "style"], Category = "" }, s_content, CancellationToken.None);
        await stranger.Get<PromptService>().CreateAsync(s_input with { Tags = ["theirs"], Category = "theirs" }, s_content, CancellationToken.None);

        Assert.Equal(["billing", "Refund", "style"], (await editor.Get<PromptService>().TagsAsync(CancellationToken.None)).Order(StringComparer.OrdinalIgnoreCase));
        Assert.Equal(["support"], await editor.Get<PromptService>().CategoriesAsync(CancellationToken.None));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task SaveDraft_AnotherThanTheOneSeen_IsStale(bool published)
    {
        await using var studio = await TestStudio.CreateAsync();
        await using var editor = studio.As(Role.Editor);
        var versions = editor.Get<PromptVersionService>();
        var made = await editor.Get<PromptService>().CreateAsync(s_input, s_content with { Publish = false }, CancellationToken.None);
        var seen = new PromptContent { Content = "mine", RowVersion = made.Latest.RowVersion, DraftNumber = 1 };
        await (published ? versions.PublishAsync(made.Prompt.Id, 1, null, CancellationToken.None) : versions.AddAsync(made.Prompt.Id, s_content with { Publish = false }, CancellationToken.None));

        var conflict = await Assert.ThrowsAsync<ConflictException>(() => versions.SaveDraftAsync(made.Prompt.Id, seen, CancellationToken.None));

        Assert.True(conflict.IsStale);
        Assert.Equal(published ? 1 : 2, (await editor.Get<PromptService>().GetAsync("refund-policy", CancellationToken.None)).Prompt.LatestVersion);
    }

    [Fact]
    public async Task SaveDraft_AgainAndAgain_IsOneEntryOfTheLogForAWhile()
    {
        await using var studio = await TestStudio.CreateAsync();
        await using var editor = studio.As(Role.Editor);
        var made = await editor.Get<PromptService>().CreateAsync(s_input, s_content with { Publish = false }, CancellationToken.None);
        async Task SaveAsync(string content) => await editor.Get<PromptVersionService>().SaveDraftAsync(made.Prompt.Id, new PromptContent { Content = content }, CancellationToken.None);

        await SaveAsync("a");
        await SaveAsync("b");
        Assert.Equal(1, (await studio.AuditAsync()).Count(a => a == "prompt.saved"));
        studio.Clock.Advance(TimeSpan.FromMinutes(11));
        await SaveAsync("c");

        Assert.Equal(2, (await studio.AuditAsync()).Count(a => a == "prompt.saved"));
    }

    [Fact]
    public async Task SampleData_Prompts_RenderWithTheirExamples()
    {
        await using var studio = await TestStudio.CreateAsync();
        await using var admin = studio.As(Role.OrgAdmin);
        await admin.Get<SampleData>().AddAsync(CancellationToken.None);

        foreach (var row in (await admin.Get<PromptService>().ListAsync(new PromptListQuery(), CancellationToken.None)).Items)
        {
            for (var number = 1; number <= row.LatestVersion; number++)
            {
                var version = await admin.Get<PromptVersionService>().GetAsync(row.Id, number, CancellationToken.None);
                var examples = version.Variables.Where(v => v.Example is not null).ToDictionary(v => v.Name, v => JsonSerializer.SerializeToElement(v.Example));
                Assert.NotEmpty((await admin.Get<PromptVersionService>().RenderAsync(row.Key, number, null, examples, StudioEnvironment.Production, CancellationToken.None)).Text);
            }
        }

        await admin.Get<SampleData>().RemoveAsync(CancellationToken.None);
        Assert.Empty((await admin.Get<PromptService>().ListAsync(new PromptListQuery(), CancellationToken.None)).Items);
    }

    [Fact]
    public async Task Create_WrongInput_NamesEveryField()
    {
        await using var studio = await TestStudio.CreateAsync();
        await using var editor = studio.As(Role.Editor);

        var refusal = await Assert.ThrowsAsync<ValidationException>(() => editor.Get<PromptService>().CreateAsync(
            new PromptInput { Title = " ", Key = "Not A Key", Tags = [new string('x', 41)] },
            new PromptContent { Content = "{{a}} {{#if}}", Publish = true, Variables = [new PromptVariable { Name = "1" }] }, CancellationToken.None));

        Assert.Equal(["content", "key", "tags", "title", "variables[0].name"], refusal.Errors.Keys.Order());
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Change_StaleVersion_IsAConflictAndTagsFollow(DatabaseProvider provider)
    {
        await using var studio = await TestStudio.CreateAsync(provider);
        await using var editor = studio.As(Role.Editor);
        var prompts = editor.Get<PromptService>();
        var made = (await prompts.CreateAsync(s_input, s_content, CancellationToken.None)).Prompt;

        var changed = await prompts.ChangeAsync(made.Id, new PromptInput { Tags = ["billing", "new"], RowVersion = made.RowVersion }, CancellationToken.None);

        Assert.Equal(("Refund policy", made.RowVersion + 1), (changed.Prompt.Title, changed.Prompt.RowVersion));
        Assert.Empty((await prompts.ListAsync(new PromptListQuery { Tag = "Refund" }, CancellationToken.None)).Items);
        Assert.Single((await prompts.ListAsync(new PromptListQuery { Tag = "new" }, CancellationToken.None)).Items);
        await Assert.ThrowsAsync<ConflictException>(() => prompts.ChangeAsync(made.Id, new PromptInput { Title = "Late", RowVersion = made.RowVersion }, CancellationToken.None));
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Versions_DraftPublishLabelDeprecate_FollowTheRules(DatabaseProvider provider)
    {
        await using var studio = await TestStudio.CreateAsync(provider);
        await using var editor = studio.As(Role.Editor);
        var versions = editor.Get<PromptVersionService>();
        var id = (await editor.Get<PromptService>().CreateAsync(s_input, s_content, CancellationToken.None)).Prompt.Id;

        var draft = await versions.SaveDraftAsync(id, s_content with { Content = "Good day {{customer}}.", Publish = false }, CancellationToken.None);
        Assert.Equal((2, PromptVersionState.Draft), (draft.Version.Number, draft.Version.State));
        var again = await versions.SaveDraftAsync(id, s_content with { Content = "Good day {{customer}}!", Publish = false, RowVersion = draft.RowVersion }, CancellationToken.None);
        Assert.Equal(2, again.Version.Number);
        await Assert.ThrowsAsync<ConflictException>(() => versions.SaveDraftAsync(id, s_content with { RowVersion = draft.RowVersion }, CancellationToken.None));
        await Assert.ThrowsAsync<ConflictException>(() => versions.MoveLabelAsync(id, "production", 2, CancellationToken.None));
        Assert.Equal("Hello Ada.", (await RenderAsync(editor, id.ToString(), """{"customer":"Ada"}""")).Text);

        await versions.MoveLabelAsync(id, "production", 1, CancellationToken.None);
        await versions.PublishAsync(id, 2, null, CancellationToken.None);
        Assert.Equal("Good day Ada!", (await RenderAsync(editor, id.ToString(), """{"customer":"Ada"}""")).Text);
        Assert.Equal("Hello Ada.", (await RenderAsync(editor, id.ToString(), """{"customer":"Ada"}""", label: "production")).Text);

        Assert.Equal("labelled", (await Assert.ThrowsAsync<ConflictException>(() => versions.DeprecateAsync(id, 1, null, CancellationToken.None))).Code);
        await versions.MoveLabelAsync(id, "production", 2, CancellationToken.None);
        await versions.DeprecateAsync(id, 1, null, CancellationToken.None);
        var detail = await editor.Get<PromptService>().GetAsync(id.ToString(), CancellationToken.None);
        Assert.Equal((2, 2), (detail.Prompt.PublishedVersion, Assert.Single(detail.Labels).Version));
        Assert.Equal([2, 1], (await versions.ListAsync(id, new ListQuery(), CancellationToken.None)).Items.Select(v => v.Number));
        var words = (await versions.CompareAsync(id, 1, 2, CancellationToken.None)).Content;
        Assert.Equal(["Hello", "Good"], words.Where(p => p.Kind != TextDiffKind.Same).Select(p => p.Text.Trim()).Take(2));
    }

    [Fact]
    public async Task Publish_UndeclaredVariable_NamesItAndItsPlace()
    {
        await using var studio = await TestStudio.CreateAsync();
        await using var editor = studio.As(Role.Editor);
        var id = (await editor.Get<PromptService>().CreateAsync(s_input, new PromptContent { Content = "Hi {{who}}" }, CancellationToken.None)).Prompt.Id;

        var refusal = await Assert.ThrowsAsync<ValidationException>(() => editor.Get<PromptVersionService>().PublishAsync(id, 1, null, CancellationToken.None));

        Assert.Equal("The variable who is used but not declared (line 1, column 6).", Assert.Single(refusal.Errors["content"]));
    }

    [Fact]
    public async Task Render_NothingPublished_IsRefusedUnlessAVersionIsNamed()
    {
        await using var studio = await TestStudio.CreateAsync();
        await using var editor = studio.As(Role.Editor);
        var made = await editor.Get<PromptService>().CreateAsync(new PromptInput { Title = "Half written" }, new PromptContent { Content = "Hello" }, CancellationToken.None);
        var versions = editor.Get<PromptVersionService>();

        var refusal = await Assert.ThrowsAsync<ConflictException>(() => RenderAsync(editor, made.Prompt.Key, "{}"));

        Assert.Equal("not_published", refusal.Code);
        Assert.Equal("Hello", (await versions.RenderAsync(made.Prompt.Key, 1, null, new Dictionary<string, JsonElement>(), null, CancellationToken.None)).Text);
    }

    [Fact]
    public async Task Change_OfNothing_LeavesRowAndLogAsTheyAre()
    {
        await using var studio = await TestStudio.CreateAsync();
        await using var editor = studio.As(Role.Editor);
        var prompts = editor.Get<PromptService>();
        var made = await prompts.CreateAsync(new PromptInput { Title = "Refunds", Tags = ["eu"] }, new PromptContent { Content = "Hello" }, CancellationToken.None);

        var same = await prompts.ChangeAsync(made.Prompt.Id, new PromptInput { Title = "Refunds", Tags = ["eu"] }, CancellationToken.None);

        Assert.Equal(made.Prompt.RowVersion, same.Prompt.RowVersion);
        await using var db = await studio.OpenAsync();
        Assert.False(await db.Set<AuditEntry>().AnyAsync(a => a.Action == "prompt.changed", CancellationToken.None));
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Render_MissingRequiredAndEnvironment_AreNamedAndSecretsNeverWritten(DatabaseProvider provider)
    {
        await using var studio = await TestStudio.CreateAsync(provider);
        await using var admin = studio.As(Role.OrgAdmin);
        await admin.Get<EnvironmentService>().CreateAsync(StudioEnvironment.Production, "HOURS", false, "9 to 5", CancellationToken.None);
        await admin.Get<EnvironmentService>().CreateAsync(StudioEnvironment.Production, "TOKEN", true, "hush", CancellationToken.None);
        PromptVariable[] variables =
        [
            new() { Name = "customer", Required = true }, new() { Name = "hours", Type = PromptVariableType.Environment, EnvironmentName = "HOURS" },
            new() { Name = "token", Type = PromptVariableType.Environment, EnvironmentName = "TOKEN" },
        ];
        await admin.Get<PromptService>().CreateAsync(s_input, new PromptContent { Content = "{{customer}} {{hours}}{{token}}", Variables = variables, Publish = true }, CancellationToken.None);

        var refusal = await Assert.ThrowsAsync<ValidationException>(() => RenderAsync(admin, "refund-policy", "{}", environment: StudioEnvironment.Production));

        Assert.Equal(["variables.customer", "variables.token"], refusal.Errors.Keys.Order());
        Assert.DoesNotContain("hush", refusal.Message, StringComparison.Ordinal);
        Assert.Equal("Ada ", (await RenderAsync(admin, "refund-policy", """{"customer":"Ada"}""", environment: StudioEnvironment.Testing)).Text);
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Prompts_OfOthersOrWithoutRights_AreOutOfReach(DatabaseProvider provider)
    {
        await using var studio = await TestStudio.CreateAsync(provider);
        await using var editor = studio.As(Role.Editor);
        var id = (await editor.Get<PromptService>().CreateAsync(s_input, s_content, CancellationToken.None)).Prompt.Id;
        await using var theirs = studio.As(Role.OrgAdmin, studio.Theirs);
        await using var viewer = studio.As(Role.Viewer);
        await using var member = studio.As(Role.Member);

        await Assert.ThrowsAsync<NotFoundException>(() => theirs.Get<PromptService>().GetAsync(id.ToString(), CancellationToken.None));
        await Assert.ThrowsAsync<NotFoundException>(() => theirs.Get<PromptVersionService>().PublishAsync(id, 1, null, CancellationToken.None));
        await Assert.ThrowsAsync<NotFoundException>(() => theirs.Get<PromptService>().DeleteAsync(id, null, CancellationToken.None));
        await Assert.ThrowsAsync<ForbiddenException>(() => viewer.Get<PromptService>().DeleteAsync(id, null, CancellationToken.None));
        await Assert.ThrowsAsync<ForbiddenException>(() => viewer.Get<PromptVersionService>().SaveDraftAsync(id, s_content, CancellationToken.None));
        await Assert.ThrowsAsync<ForbiddenException>(() => member.Get<PromptService>().ListAsync(new PromptListQuery(), CancellationToken.None));
        await editor.Get<PromptService>().DeleteAsync(id, null, CancellationToken.None);
        await Assert.ThrowsAsync<NotFoundException>(() => editor.Get<PromptVersionService>().GetAsync(id, 1, CancellationToken.None));
    }

    private static Task<RenderedPrompt> RenderAsync(TestScope scope, string prompt, string variables, string? label = null, StudioEnvironment? environment = null) =>
        scope.Get<PromptVersionService>().RenderAsync(
            prompt, null, label, JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(variables)!, environment, CancellationToken.None);
}
