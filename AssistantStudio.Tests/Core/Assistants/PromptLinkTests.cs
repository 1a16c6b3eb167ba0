using System.Text.Json;
using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Prompts;
using AssistantStudio.Core.Shared;
using AssistantStudio.Tests.Support;
using Xunit;

namespace AssistantStudio.Tests.Core.Assistants;

public sealed class PromptLinkTests
{
    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Resolve_ConditionsAndFallback_ChooseAsConfigured(DatabaseProvider provider)
    {
        await using var studio = await TestStudio.CreateAsync(provider);
        await using var editor = studio.As(Role.Editor);
        var links = editor.Get<PromptLinkService>();
        var made = await editor.AnAssistantAsync();
        var gold = await editor.APromptAsync("Gold", "Dear {{customer}}.", required: true);
        var standard = await editor.APromptAsync("Standard", "Hello.");
        await links.AddAsync(made.Id, gold.Id, new PromptLinkInput { Role = PromptRole.Primary, Conditions = [AssistantScene.When("plan", ConditionOperator.Equals, "gold")] }, CancellationToken.None);
        await links.AddAsync(made.Id, standard.Id, new PromptLinkInput { Role = PromptRole.Fallback }, CancellationToken.None);
        async Task<PromptChoice> OfAsync(string variables) => await editor.Get<PromptChoiceService>().ResolveAsync(
            made.Id, new PromptSituation { At = DateTime.UnixEpoch, Variables = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(variables)! }, null, CancellationToken.None);

        Assert.Equal("Dear Ada.", (await OfAsync("""{"plan":"gold","customer":"Ada"}""")).Text);
        Assert.Equal("Hello.", (await OfAsync("""{"plan":"silver"}""")).Text);
        var unrenderable = await OfAsync("""{"plan":"gold"}""");
        Assert.Equal("Hello.", unrenderable.Text);
        Assert.Equal("Cannot be rendered: The variable customer is required.", unrenderable.Verdicts[0].Reason);
        Assert.Equal("When the variable plan is gold", (await links.ListAsync(made.Id, CancellationToken.None))[0].When);
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Pins_ByVersionLabelAndPublished_LeadToTheRightVersion(DatabaseProvider provider)
    {
        await using var studio = await TestStudio.CreateAsync(provider);
        await using var editor = studio.As(Role.Editor);
        var (links, versions) = (editor.Get<PromptLinkService>(), editor.Get<PromptVersionService>());
        var made = await editor.AnAssistantAsync();
        var prompt = await editor.APromptAsync(content: "One.");
        await versions.AddAsync(prompt.Id, new PromptContent { Content = "Two.", Publish = true }, CancellationToken.None);
        await versions.AddAsync(prompt.Id, new PromptContent { Content = "Three." }, CancellationToken.None);
        await versions.MoveLabelAsync(prompt.Id, "production", 1, CancellationToken.None);

        var published = await links.AddAsync(made.Id, prompt.Id, new PromptLinkInput(), CancellationToken.None);
        var labelled = await links.AddAsync(made.Id, prompt.Id, new PromptLinkInput { Label = "production" }, CancellationToken.None);
        var draft = await links.AddAsync(made.Id, prompt.Id, new PromptLinkInput { Version = 3 }, CancellationToken.None);
        var nothing = await links.AddAsync(made.Id, prompt.Id, new PromptLinkInput { Label = "staging" }, CancellationToken.None);

        Assert.Equal((PromptRole.Primary, PromptRole.Secondary), (published.Role, labelled.Role));
        Assert.Equal((2, 1, null, null), (published.UsedVersion, labelled.UsedVersion, draft.UsedVersion, nothing.UsedVersion));
        Assert.Equal(("Version 3 is still a draft. Publish it first.", "No version carries the label staging."), (draft.Problem, nothing.Problem));
        await Assert.ThrowsAsync<ConflictException>(() => links.AddAsync(made.Id, prompt.Id, new PromptLinkInput { Version = 3 }, CancellationToken.None));
        await Assert.ThrowsAsync<ConflictException>(() => links.ChangeAsync(made.Id, prompt.Id, new PromptLinkInput { Weight = 5 }, CancellationToken.None));
        Assert.Equal(5, (await links.ChangeAsync(made.Id, draft.Id, new PromptLinkInput { Weight = 5 }, CancellationToken.None)).Weight);
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Primary_OneAtMost_AlsoWhenTwoAreAddedAtOnce(DatabaseProvider provider)
    {
        await using var studio = await TestStudio.CreateAsync(provider);
        await using var editor = studio.As(Role.Editor);
        var links = editor.Get<PromptLinkService>();
        var made = await editor.AnAssistantAsync();
        var prompts = new[] { await editor.APromptAsync("A"), await editor.APromptAsync("B"), await editor.APromptAsync("C") };

        var results = await Task.WhenAll(prompts.Select(async p =>
        {
            await using var scope = studio.As(Role.Editor);
            return await Record.ExceptionAsync(() => scope.Get<PromptLinkService>().AddAsync(made.Id, p.Id, new PromptLinkInput { Role = PromptRole.Primary }, CancellationToken.None));
        }));

        Assert.Equal(1, results.Count(r => r is null));
        Assert.All(results.Where(r => r is not null), r => Assert.Equal("primary_exists", Assert.IsType<ConflictException>(r).Code));
        var primary = Assert.Single(await links.ListAsync(made.Id, CancellationToken.None));
        var second = await links.AddAsync(made.Id, prompts.First(p => p.Id != primary.PromptId).Id, new PromptLinkInput(), CancellationToken.None);
        await links.MakePrimaryAsync(made.Id, second.Id, CancellationToken.None);
        Assert.Equal([(second.Id, PromptRole.Primary), (primary.Id, PromptRole.Secondary)], (await links.ListAsync(made.Id, CancellationToken.None)).Select(l => (l.Id, l.Role)));
        Assert.Equal(2, (await studio.AuditAsync()).Count(action => action == "assistant.prompt_changed")); // Who stepped down is told, too.
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Primary_LinkedInPlaceOfAnother_BothChangeOrNeither(DatabaseProvider provider)
    {
        await using var studio = await TestStudio.CreateAsync(provider);
        await using var editor = studio.As(Role.Editor);
        var links = editor.Get<PromptLinkService>();
        var made = await editor.AnAssistantAsync();
        var (a, b, c) = (await editor.APromptAsync("A"), await editor.APromptAsync("B"), await editor.APromptAsync("C"));
        var first = await links.AddAsync(made.Id, a.Id, new PromptLinkInput(), CancellationToken.None);
        async Task<IEnumerable<(string, PromptRole)>> NowAsync() => (await links.ListAsync(made.Id, CancellationToken.None)).Select(l => (l.PromptTitle, l.Role));

        var second = await links.AddAsync(made.Id, b.Id, new PromptLinkInput { Role = PromptRole.Primary }, first.Id, CancellationToken.None);
        Assert.Equal([("B", PromptRole.Primary), ("A", PromptRole.Secondary)], await NowAsync());

        await Assert.ThrowsAsync<ConflictException>(() => links.AddAsync(made.Id, a.Id, new PromptLinkInput { Role = PromptRole.Primary }, second.Id, CancellationToken.None));
        await Assert.ThrowsAsync<ValidationException>(() => links.ChangeAsync(made.Id, first.Id, new PromptLinkInput { Role = PromptRole.Primary, Weight = -1 }, second.Id, CancellationToken.None));
        var refusal = await Assert.ThrowsAsync<ConflictException>(() => links.AddAsync(made.Id, c.Id, new PromptLinkInput { Role = PromptRole.Primary }, first.Id, CancellationToken.None));
        Assert.Equal("primary_exists", refusal.Code);
        Assert.Equal([("B", PromptRole.Primary), ("A", PromptRole.Secondary)], await NowAsync());

        await links.ChangeAsync(made.Id, first.Id, new PromptLinkInput { Role = PromptRole.Primary, RowVersion = (await links.ListAsync(made.Id, CancellationToken.None))[1].RowVersion }, second.Id, CancellationToken.None);
        Assert.Equal([("A", PromptRole.Primary), ("B", PromptRole.Secondary)], await NowAsync());
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Reorder_DraggedLinks_AreAskedInThatOrder(DatabaseProvider provider)
    {
        await using var studio = await TestStudio.CreateAsync(provider);
        await using var editor = studio.As(Role.Editor);
        var links = editor.Get<PromptLinkService>();
        var made = await editor.AnAssistantAsync();
        var rows = new List<PromptLinkRow>();
        foreach (var title in new[] { "A", "B", "C" })
        {
            rows.Add(await links.AddAsync(made.Id, (await editor.APromptAsync(title)).Id, new PromptLinkInput { Role = PromptRole.Secondary }, CancellationToken.None));
        }

        await links.ReorderAsync(made.Id, [rows[2].Id, rows[0].Id], CancellationToken.None);

        Assert.Equal(["C", "A", "B"], (await links.ListAsync(made.Id, CancellationToken.None)).Select(l => l.PromptTitle));
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Delete_PromptInUse_IsRefusedWithItsUsers(DatabaseProvider provider)
    {
        await using var studio = await TestStudio.CreateAsync(provider);
        var owner = Guid.NewGuid();
        await using var mine = studio.As(studio.GrantOf(Role.Editor, userId: owner));
        await using var editor = studio.As(Role.Editor);
        var prompt = await editor.APromptAsync();
        var links = editor.Get<PromptLinkService>();
        var shared = await editor.AnAssistantAsync("Shared");
        var hidden = (await mine.Get<AssistantService>().CreateAsync(new AssistantInput { Name = "Hidden", Visibility = AssistantVisibility.Private }, null, CancellationToken.None)).Assistant;
        await links.AddAsync(shared.Id, prompt.Id, new PromptLinkInput(), CancellationToken.None);
        await mine.Get<PromptLinkService>().AddAsync(hidden.Id, prompt.Id, new PromptLinkInput(), CancellationToken.None);

        var refusal = await Assert.ThrowsAsync<ConflictException>(() => editor.Get<PromptService>().DeleteAsync(prompt.Id, null, CancellationToken.None));

        Assert.Equal(("in_use", "The prompt is in use by Shared, one that you may not see. Unlink it there first, or deprecate its versions."), (refusal.Code, refusal.Message));
        Assert.Equal(["Shared"], (await links.UsersOfAsync(prompt.Id, CancellationToken.None)).Items.Select(u => u.Name));
        Assert.Equal(["Hidden", "Shared"], (await mine.Get<PromptLinkService>().UsersOfAsync(prompt.Id, CancellationToken.None)).Items.Select(u => u.Name));
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task UsersOf_MoreThanAreListed_CountsEveryAssistantOnce(DatabaseProvider provider)
    {
        const int count = 203;
        await using var studio = await TestStudio.CreateAsync(provider);
        await using var editor = studio.As(Role.Editor);
        var prompt = await editor.APromptAsync();
        await using (var context = await studio.OpenAsync())
        {
            var assistants = Enumerable.Range(0, count).Select(n => new Assistant { OrganizationId = studio.Ours.Id, Slug = FormattableString.Invariant($"a-{n}"), UpdatedBy = "Ada" }).ToArray();
            context.AddRange(assistants);
            context.AddRange(assistants.Select(a => new PromptLink { OrganizationId = studio.Ours.Id, AssistantId = a.Id, PromptId = prompt.Id, UpdatedBy = "Ada" }));
            context.Add(new PromptLink { OrganizationId = studio.Ours.Id, AssistantId = assistants[0].Id, PromptId = prompt.Id, Role = PromptRole.Fallback, UpdatedBy = "Ada" });
            await context.SaveChangesAsync();
        }

        var uses = await editor.Get<PromptLinkService>().UsersOfAsync(prompt.Id, CancellationToken.None);

        Assert.Equal((200, count), (uses.Items.Count, uses.Assistants));
    }

    [Theory]
    [InlineData("plan", "between", "1", "conditions[0].value")]
    [InlineData("channel", "matches", "web", "conditions[0].operator")]
    [InlineData("time", "between", "25:00|26:00", "conditions[0].value")]
    [InlineData("weekday", "in", "someday", "conditions[0].value")]
    [InlineData("not a name", "equals", "x", "conditions[0].field")]
    [InlineData("message", "matches", "(", "conditions[0].value")]
    [InlineData("message", "matches", @"(a+)+\1", "conditions[0].value")]
    [InlineData("message", "matches", "(?=a)b", "conditions[0].value")]
    public async Task Condition_ThatCouldFailLater_IsRefusedWhenWritten(string field, string op, string values, string wrong)
    {
        await using var studio = await TestStudio.CreateAsync();
        await using var editor = studio.As(Role.Editor);
        var made = await editor.AnAssistantAsync();
        var prompt = await editor.APromptAsync();
        var condition = StoredJson.Read<PromptCondition>(JsonSerializer.Serialize(new { field, @operator = op, value = values.Split('|') }));

        var refusal = await Assert.ThrowsAsync<ValidationException>(() => editor.Get<PromptLinkService>().AddAsync(made.Id, prompt.Id, new PromptLinkInput { Conditions = [condition] }, CancellationToken.None));

        Assert.Equal([wrong], refusal.Errors.Keys);
    }

    [Fact]
    public void Pattern_ThatWouldTakeExponentialTime_AnswersAtOnce()
    {
        var condition = AssistantScene.When("message", ConditionOperator.Matches, "^(a+)+$");

        Assert.False(ConditionCheck.Holds(condition, new PromptSituation { At = DateTime.UnixEpoch, Message = new string('a', 100_000) + "!" }, out _));
    }

    [Fact]
    public async Task Resolve_EnvironmentVariable_ComesFromTheEnvironmentAndASecretNever()
    {
        await using var studio = await TestStudio.CreateAsync();
        await using var admin = studio.As(Role.OrgAdmin);
        var environments = admin.Get<EnvironmentService>();
        await environments.CreateAsync(StudioEnvironment.Testing, "SHOP_NAME", isSecret: false, "Test shop", CancellationToken.None);
        var made = await admin.AnAssistantAsync();
        var prompt = (await admin.Get<PromptService>().CreateAsync(
            new PromptInput { Title = "Shop" },
            new PromptContent { Content = "You work for {{shop}}.", Variables = [new PromptVariable { Name = "shop", Type = PromptVariableType.Environment, EnvironmentName = "SHOP_NAME", Required = true }], Publish = true },
            CancellationToken.None)).Prompt;
        var links = admin.Get<PromptLinkService>();
        await links.AddAsync(made.Id, prompt.Id, new PromptLinkInput(), CancellationToken.None);
        var situation = new PromptSituation { At = DateTime.UnixEpoch };

        Assert.Equal("You work for Test shop.", (await admin.Get<PromptChoiceService>().ResolveAsync(made.Id, situation, StudioEnvironment.Testing, CancellationToken.None)).Text);
        Assert.Equal(["variables.shop"], (await admin.Get<PromptChoiceService>().ResolveAsync(made.Id, situation, StudioEnvironment.Production, CancellationToken.None)).Errors.Keys);
    }
}
