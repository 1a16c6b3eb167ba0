using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Shared;
using AssistantStudio.Tests.Support;
using Xunit;

namespace AssistantStudio.Tests.Core.Assistants;

public sealed class AssistantServiceTests
{
    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Create_WithTypeAlone_TakesItsStartingValues(DatabaseProvider provider)
    {
        await using var studio = await TestStudio.CreateAsync(provider);
        await using var editor = studio.As(Role.Editor);

        var made = await editor.Get<AssistantService>().CreateAsync(
            new AssistantInput { Name = "Returns desk", Type = AssistantType.Support, Tags = ["Returns", "returns", " eu "] }, null, CancellationToken.None);

        var start = AssistantTypes.Of(AssistantType.Support).Start;
        Assert.Equal(("returns-desk", AssistantStatus.Draft, 0), (made.Assistant.Slug, made.Assistant.Status, made.Assistant.LatestVersion));
        Assert.Equal((start.Instructions, start.Temperature, start.Greeting), (made.Content.Instructions, made.Content.Temperature, made.Content.Greeting));
        Assert.Equal(["Returns", "eu"], made.Assistant.Tags);
        foreach (var query in new AssistantListQuery[] { new(), new() { Tag = "eu" }, new() { Type = AssistantType.Support }, new() { Status = AssistantStatus.Draft }, new() { UpdatedSince = studio.Clock.GetUtcNow().UtcDateTime.AddDays(-1) } })
        {
            Assert.Equal(made.Assistant.Id, Assert.Single((await editor.Get<AssistantService>().ListAsync(query, CancellationToken.None)).Items).Id);
        }

        Assert.Empty((await editor.Get<AssistantService>().ListAsync(new AssistantListQuery { Tag = "other" }, CancellationToken.None)).Items);
        Assert.Contains("assistant.created", await studio.AuditAsync());
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Create_WithPrompt_GivesAPublishedPrimaryThatRenders(DatabaseProvider provider)
    {
        await using var studio = await TestStudio.CreateAsync(provider);
        await using var editor = studio.As(Role.Editor);
        foreach (var type in AssistantTypes.All)
        {
            var made = await editor.Get<AssistantService>().CreateAsync(new AssistantInput { Name = type.Title, Type = type.Type }, type.StartPrompt, CancellationToken.None);
            var links = editor.Get<PromptLinkService>();

            var link = Assert.Single(await links.ListAsync(made.Assistant.Id, CancellationToken.None));
            Assert.Equal((PromptRole.Primary, 1, null), (link.Role, link.UsedVersion, link.Problem));
            var choice = await editor.Get<PromptChoiceService>().ResolveAsync(made.Assistant.Id, new PromptSituation { At = DateTime.UnixEpoch }, null, CancellationToken.None);
            Assert.True(choice.Text?.Length > 20, $"{type.Title}: {choice.Text}");
        }
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Create_SlugThatIsTaken_NamesAFreeOne(DatabaseProvider provider)
    {
        await using var studio = await TestStudio.CreateAsync(provider);
        await using var editor = studio.As(Role.Editor);
        var assistants = editor.Get<AssistantService>();
        await editor.AnAssistantAsync();

        Assert.Equal("returns-desk-2", (await editor.AnAssistantAsync()).Slug);
        var refusal = await Assert.ThrowsAsync<ValidationException>(() => assistants.CreateAsync(new AssistantInput { Name = "Other", Slug = "returns-desk" }, null, CancellationToken.None));
        Assert.Equal("\"returns-desk\" is taken. \"returns-desk-3\" is free.", Assert.Single(refusal.Errors["slug"]));
        Assert.Equal("search-2", (await editor.AnAssistantAsync("Search")).Slug);
    }

    [Theory]
    [InlineData("search"), InlineData("types"), InlineData("prompts"), InlineData("0190b5a0-0000-7000-8000-000000000000"), InlineData("Not A Slug"), InlineData("-x")]
    public async Task Create_SlugThatIsAWordOfTheProgram_IsRefused(string slug)
    {
        await using var studio = await TestStudio.CreateAsync();
        await using var editor = studio.As(Role.Editor);

        var refusal = await Assert.ThrowsAsync<ValidationException>(() => editor.Get<AssistantService>().CreateAsync(new AssistantInput { Name = "A", Slug = slug }, null, CancellationToken.None));

        Assert.Equal(["slug"], refusal.Errors.Keys);
    }

    [Fact]
    public async Task Create_WrongInput_NamesEveryFieldAndItsLimit()
    {
        await using var studio = await TestStudio.CreateAsync();
        await using var editor = studio.As(Role.Editor);

        var refusal = await Assert.ThrowsAsync<ValidationException>(() => editor.Get<AssistantService>().CreateAsync(
            new AssistantInput
            {
                Name = new string('n', 200),
                Instructions = new string('i', AssistantLimits.InstructionsLength + 1),
                Temperature = 2.5,
                TopP = 0,
                MaxTokens = 0,
                Language = "not a language",
                Tags = [new string('t', 41)],
                Traits = [.. Enumerable.Range(0, 20).Select(i => $"t{i}")],
                Capabilities = [new AssistantCapability { Name = "A" }, new AssistantCapability { Name = "a" }],
                Colour = "javascript:alert(1)",
            }, null, CancellationToken.None));

        Assert.Equal(["capabilities", "colour", "instructions", "language", "maxTokens", "name", "tags", "temperature", "topP", "traits"], refusal.Errors.Keys.Order());
        Assert.Equal("At most 100,000 characters; this has 100,001.", Assert.Single(refusal.Errors["instructions"]));
    }

    [Theory]
    [InlineData("مساعد الإرجاع"), InlineData("🧾 Kvittungs-hjälp 🚚"), InlineData("<script>alert(1)</script>"), InlineData("返品デスク"), InlineData("a\u200Db")]
    public async Task Create_AnyUnicode_IsKeptAsItIs(string name)
    {
        await using var studio = await TestStudio.CreateAsync();
        await using var editor = studio.As(Role.Editor);
        var instructions = string.Concat(Enumerable.Repeat(name, 3_000));

        var made = await editor.Get<AssistantService>().CreateAsync(new AssistantInput { Name = name, Instructions = instructions }, null, CancellationToken.None);

        var seen = await editor.Get<AssistantService>().GetAsync(made.Assistant.Slug, CancellationToken.None);
        Assert.Equal((name, instructions), (seen.Assistant.Name, seen.Content.Instructions));
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Change_StaleVersion_IsAConflictAndNamesStay(DatabaseProvider provider)
    {
        await using var studio = await TestStudio.CreateAsync(provider);
        await using var editor = studio.As(Role.Editor);
        var assistants = editor.Get<AssistantService>();
        var made = await editor.AnAssistantAsync();

        var changed = await assistants.ChangeAsync(made.Id, new AssistantInput { Greeting = "Good day.", Tags = ["new"], RowVersion = made.RowVersion }, CancellationToken.None);

        Assert.Equal(("Returns desk", "Good day.", made.RowVersion + 1), (changed.Assistant.Name, changed.Content.Greeting, changed.Assistant.RowVersion));
        var refusal = await Assert.ThrowsAsync<ConflictException>(() => assistants.ChangeAsync(made.Id, new AssistantInput { Name = "Late", RowVersion = made.RowVersion }, CancellationToken.None));
        Assert.True(refusal.IsStale);
        Assert.Equal(changed.Assistant.RowVersion, (await assistants.ChangeAsync(made.Id, new AssistantInput { Greeting = "Good day." }, CancellationToken.None)).Assistant.RowVersion);
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Private_Assistant_IsSeenByItsOwnerAndWhoManagesAll(DatabaseProvider provider)
    {
        await using var studio = await TestStudio.CreateAsync(provider);
        var owner = Guid.NewGuid();
        await using var mine = studio.As(studio.GrantOf(Role.Editor, userId: owner));
        var made = (await mine.Get<AssistantService>().CreateAsync(new AssistantInput { Name = "Mine", Visibility = AssistantVisibility.Private }, null, CancellationToken.None)).Assistant;
        await using var colleague = studio.As(studio.GrantOf(Role.Editor, userId: Guid.NewGuid()));
        await using var nobody = studio.As(studio.GrantOf(Role.Editor));
        await using var admin = studio.As(Role.OrgAdmin);
        await using var foreigner = studio.As(Role.OrgAdmin, studio.Theirs);

        foreach (var (scope, sees) in new[] { (mine, true), (colleague, false), (nobody, false), (admin, true), (foreigner, false) })
        {
            var assistants = scope.Get<AssistantService>();
            Assert.Equal(sees ? 1 : 0, (await assistants.ListAsync(new AssistantListQuery(), CancellationToken.None)).Total);
            if (!sees)
            {
                await Assert.ThrowsAsync<NotFoundException>(() => assistants.GetAsync(made.Slug, CancellationToken.None));
                await Assert.ThrowsAsync<NotFoundException>(() => assistants.ChangeAsync(made.Id, new AssistantInput(), CancellationToken.None));
                await Assert.ThrowsAsync<NotFoundException>(() => scope.Get<AssistantVersionService>().SaveAsync(made.Id, null, CancellationToken.None));
                await Assert.ThrowsAsync<NotFoundException>(() => scope.Get<PromptLinkService>().ListAsync(made.Id, CancellationToken.None));
            }
        }

        await Assert.ThrowsAsync<ForbiddenException>(() => mine.Get<AssistantService>().ChangeAsync(made.Id, new AssistantInput { OwnerId = Guid.NewGuid() }, CancellationToken.None));
        var stranger = await Assert.ThrowsAsync<ValidationException>(() => admin.Get<AssistantService>().ChangeAsync(made.Id, new AssistantInput { OwnerId = Guid.NewGuid() }, CancellationToken.None));
        Assert.Equal(["ownerId"], stranger.Errors.Keys);
        var member = await studio.JoinAsync("new.owner@tarnwick.example", Role.Editor);
        Assert.Equal(member, (await admin.Get<AssistantService>().ChangeAsync(made.Id, new AssistantInput { OwnerId = member }, CancellationToken.None)).Assistant.OwnerId);
    }

    [Fact]
    public async Task KeyForSomeAssistants_SeesOnlyThose()
    {
        await using var studio = await TestStudio.CreateAsync();
        await using var editor = studio.As(Role.Editor);
        var one = await editor.AnAssistantAsync("One");
        await editor.AnAssistantAsync("Two");
        await using var key = studio.As(studio.GrantOf(Role.Editor) with { Assistants = System.Collections.Frozen.FrozenSet.ToFrozenSet([one.Id]) });

        Assert.Equal(["One"], (await key.Get<AssistantService>().ListAsync(new AssistantListQuery(), CancellationToken.None)).Items.Select(a => a.Name));
        await Assert.ThrowsAsync<NotFoundException>(() => key.Get<AssistantService>().GetAsync("two", CancellationToken.None));
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Status_FollowsTheTableOfSteps(DatabaseProvider provider)
    {
        await using var studio = await TestStudio.CreateAsync(provider);
        await using var editor = studio.As(Role.Editor);
        var assistants = editor.Get<AssistantService>();
        foreach (var from in AssistantLifecycle.All)
        {
            foreach (var to in Enum.GetValues<AssistantStatus>())
            {
                var made = await editor.AnAssistantAsync($"{from.Status} {to}");
                foreach (var step in from.Status switch { AssistantStatus.Draft => [], AssistantStatus.Active => [AssistantStatus.Active], AssistantStatus.Inactive => [AssistantStatus.Active, AssistantStatus.Inactive], _ => new[] { AssistantStatus.Archived } })
                {
                    await assistants.SetStatusAsync(made.Id, step, null, null, CancellationToken.None);
                }

                Task<AssistantDetail> MoveAsync() => assistants.SetStatusAsync(made.Id, to, "because", null, CancellationToken.None);
                if (from.Next.Contains(to))
                {
                    Assert.Equal(to, (await MoveAsync()).Assistant.Status);
                }
                else
                {
                    await Assert.ThrowsAsync<ConflictException>(MoveAsync);
                }
            }
        }
    }

    [Fact]
    public async Task Archived_Assistant_IsKeptAsItWasAndLeftOutOfLists()
    {
        await using var studio = await TestStudio.CreateAsync();
        await using var editor = studio.As(Role.Editor);
        var assistants = editor.Get<AssistantService>();
        var made = await editor.AnAssistantAsync();
        await assistants.SetStatusAsync(made.Id, AssistantStatus.Archived, "Replaced", null, CancellationToken.None);

        Assert.Empty((await assistants.ListAsync(new AssistantListQuery(), CancellationToken.None)).Items);
        Assert.Single((await assistants.ListAsync(new AssistantListQuery { Status = AssistantStatus.Archived }, CancellationToken.None)).Items);
        await Assert.ThrowsAsync<ConflictException>(() => assistants.ChangeAsync(made.Id, new AssistantInput { Name = "X" }, CancellationToken.None));
        await Assert.ThrowsAsync<ConflictException>(() => editor.Get<AssistantVersionService>().SaveAsync(made.Id, null, CancellationToken.None));
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Parent_ThatDescendsFromTheChild_IsRefused(DatabaseProvider provider)
    {
        await using var studio = await TestStudio.CreateAsync(provider);
        await using var editor = studio.As(Role.Editor);
        var assistants = editor.Get<AssistantService>();
        var a = await editor.AnAssistantAsync("A");
        var b = await editor.AnAssistantAsync("B");
        var c = await editor.AnAssistantAsync("C");
        await assistants.ChangeAsync(b.Id, new AssistantInput { ParentId = a.Id }, CancellationToken.None);
        await assistants.ChangeAsync(c.Id, new AssistantInput { ParentId = b.Id }, CancellationToken.None);

        foreach (var parent in new[] { a.Id, c.Id })
        {
            var refusal = await Assert.ThrowsAsync<ValidationException>(() => assistants.ChangeAsync(a.Id, new AssistantInput { ParentId = parent }, CancellationToken.None));
            Assert.Equal("An assistant cannot descend from itself.", Assert.Single(refusal.Errors["parentId"]));
        }

        await assistants.DeleteAsync(b.Id, null, CancellationToken.None);
        Assert.Equal(a.Id, (await assistants.GetAsync("c", CancellationToken.None)).ParentId);
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Usage_CountedAtOnce_AddsUpAndDisturbsNoEditor(DatabaseProvider provider)
    {
        await using var studio = await TestStudio.CreateAsync(provider);
        await using var editor = studio.As(Role.Editor);
        var made = await editor.AnAssistantAsync();
        var other = await editor.AnAssistantAsync("Other");

        await Task.WhenAll(Enumerable.Range(0, 8).Select(async i =>
        {
            await using var scope = studio.As(Role.Editor);
            await scope.Get<AssistantUsageService>().AddAsync(made.Id, new UsageReport(2, 5, i % 2 == 0 ? 4.5 : null), CancellationToken.None);
        }));
        await editor.Get<AssistantUsageService>().AddAsync(other.Id, new UsageReport(1, 1, null), CancellationToken.None);

        var seen = (await editor.Get<AssistantService>().GetAsync("returns-desk", CancellationToken.None)).Assistant;
        Assert.Equal((16L, 40L, 4.5, 4L, made.RowVersion), (seen.Conversations, seen.Messages, seen.Rating, seen.Ratings, seen.RowVersion));
        var popular = await editor.Get<AssistantUsageService>().PopularAsync(7, 10, CancellationToken.None);
        Assert.Equal([("Returns desk", 16L), ("Other", 1L)], popular.Select(p => (p.Assistant.Name, p.Conversations)));
        studio.Clock.Advance(TimeSpan.FromDays(8));
        Assert.Empty(await editor.Get<AssistantUsageService>().PopularAsync(7, 10, CancellationToken.None));
        Assert.Equal([0L, 16, 0, 0, 0, 0, 0, 0, 0, 0], (await editor.Get<AssistantUsageService>().DaysAsync(made.Id, 10, CancellationToken.None)).Select(d => d.Conversations));
    }

    [Fact]
    public async Task Viewer_MayLookAndNotTouch()
    {
        await using var studio = await TestStudio.CreateAsync();
        await using var editor = studio.As(Role.Editor);
        var made = await editor.AnAssistantAsync();
        await using var viewer = studio.As(Role.Viewer);
        var assistants = viewer.Get<AssistantService>();

        Assert.Equal(made.Id, (await assistants.GetAsync(made.Slug, CancellationToken.None)).Assistant.Id);
        await Assert.ThrowsAsync<ForbiddenException>(() => assistants.CreateAsync(new AssistantInput { Name = "X" }, null, CancellationToken.None));
        await Assert.ThrowsAsync<ForbiddenException>(() => assistants.ChangeAsync(made.Id, new AssistantInput(), CancellationToken.None));
        await Assert.ThrowsAsync<ForbiddenException>(() => assistants.SetStatusAsync(made.Id, AssistantStatus.Active, null, null, CancellationToken.None));
        await Assert.ThrowsAsync<ForbiddenException>(() => assistants.DeleteAsync(made.Id, null, CancellationToken.None));
        await Assert.ThrowsAsync<ForbiddenException>(() => viewer.Get<AssistantFamilyService>().CloneAsync(made.Id, new CloneInput(), CancellationToken.None));
        await Assert.ThrowsAsync<ForbiddenException>(() => viewer.Get<AssistantUsageService>().AddAsync(made.Id, new UsageReport(1, 1, null), CancellationToken.None));
    }
}
