using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Prompts;
using AssistantStudio.Core.Shared;
using AssistantStudio.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace AssistantStudio.Tests.Core.Assistants;

/// <summary>What narrowed keys and colleagues reach, and what comes of several writers at one time.</summary>
public sealed class AssistantReachTests
{
    [Fact]
    public async Task KeyForSomeAssistants_CannotAddOthers()
    {
        await using var studio = await TestStudio.CreateAsync();
        await using var editor = studio.As(Role.Editor);
        var one = await editor.AnAssistantAsync("One", "Hello");
        var bundle = BundleText.Write(await editor.Get<BundleService>().ExportAsync([one.Id], CancellationToken.None)).Replace("\"one\"", "\"other\"", StringComparison.Ordinal);
        await using var key = studio.As(studio.GrantOf(Role.Editor) with { Assistants = System.Collections.Frozen.FrozenSet.ToFrozenSet([one.Id]) });

        await Assert.ThrowsAsync<ForbiddenException>(() => key.AnAssistantAsync("Three"));
        await Assert.ThrowsAsync<ForbiddenException>(() => key.Get<AssistantFamilyService>().CloneAsync(one.Id, new CloneInput(), CancellationToken.None));
        await Assert.ThrowsAsync<ForbiddenException>(() => key.Get<BundleService>().ImportAsync(bundle, BundleChoice.Update, CancellationToken.None));
        Assert.Equal(1, (await editor.Get<AssistantService>().ListAsync(new AssistantListQuery(), CancellationToken.None)).Total);
    }

    [Fact]
    public async Task Prompts_WithoutTheRightToSeeThem_AreNeitherResolvedNorNamed()
    {
        await using var studio = await TestStudio.CreateAsync();
        await using var editor = studio.As(Role.Editor);
        var made = await editor.AnAssistantAsync(prompt: "The secret recipe.");
        var other = await editor.APromptAsync("Never shown");
        await using var key = studio.As(studio.GrantOf(Role.Editor) with { Permissions = [Permission.AssistantsView, Permission.AssistantsManage] });
        var links = key.Get<PromptLinkService>();

        await Assert.ThrowsAsync<ForbiddenException>(() => key.Get<PromptChoiceService>().ResolveAsync(made.Id, new PromptSituation { At = studio.Clock.Now }, null, CancellationToken.None));
        await Assert.ThrowsAsync<ForbiddenException>(() => links.ListAsync(made.Id, CancellationToken.None));
        await Assert.ThrowsAsync<ForbiddenException>(() => links.AddAsync(made.Id, other.Id, new PromptLinkInput(), CancellationToken.None));
        Assert.Null(Assert.Single((await key.Get<AssistantService>().ListAsync(new AssistantListQuery(), CancellationToken.None)).Items).Prompts);
        Assert.NotNull(Assert.Single((await editor.Get<AssistantService>().ListAsync(new AssistantListQuery(), CancellationToken.None)).Items).Prompts);
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Tags_OfAssistantsThatOneMayNotSee_AreNotShown(DatabaseProvider provider)
    {
        await using var studio = await TestStudio.CreateAsync(provider);
        await using var owner = studio.As(studio.GrantOf(Role.Editor, userId: Guid.NewGuid()));
        await owner.Get<AssistantService>().CreateAsync(new AssistantInput { Name = "Mine", Tags = ["merger"], Visibility = AssistantVisibility.Private }, null, CancellationToken.None);
        await owner.Get<AssistantService>().CreateAsync(new AssistantInput { Name = "Ours", Tags = ["returns"] }, null, CancellationToken.None);
        await using var colleague = studio.As(Role.Editor);

        Assert.Equal([new TagCount("returns", 1)], await colleague.Get<AssistantService>().TagsAsync(null, CancellationToken.None));
        Assert.Equal(2, (await owner.Get<AssistantService>().TagsAsync(null, CancellationToken.None)).Count);
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Create_SameNameAtTheSameTime_MakesAllWithSlugsOfTheirOwn(DatabaseProvider provider)
    {
        await using var studio = await TestStudio.CreateAsync(provider);

        var slugs = await Task.WhenAll(Enumerable.Range(0, 6).Select(async _ =>
        {
            await using var editor = studio.As(Role.Editor);
            return (await editor.AnAssistantAsync("Twin", "Hello")).Slug;
        }));

        Assert.Equal(6, slugs.Distinct().Count());
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Change_SameTagAtTheSameTime_IsSavedOrAConflict(DatabaseProvider provider)
    {
        await using var studio = await TestStudio.CreateAsync(provider);
        await using var editor = studio.As(Role.Editor);
        var made = await editor.AnAssistantAsync();

        var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(async i =>
        {
            await using var other = studio.As(Role.Editor);
            return await Record.ExceptionAsync(() => other.Get<AssistantService>().ChangeAsync(made.Id, new AssistantInput { Tags = ["urgent"], Greeting = $"Hello {i}" }, CancellationToken.None));
        }));

        Assert.Contains(null, results);
        Assert.All(results.OfType<Exception>(), e => Assert.True(Assert.IsType<ConflictException>(e).IsStale));
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Lineage_RingOfParents_ShowsEachOnce(DatabaseProvider provider)
    {
        await using var studio = await TestStudio.CreateAsync(provider);
        await using var editor = studio.As(Role.Editor);
        var (a, b) = ((await editor.AnAssistantAsync("A")).Id, (await editor.AnAssistantAsync("B")).Id);
        await using (var context = await studio.OpenAsync())
        {
            await context.Set<Assistant>().Where(x => x.Id == a).ExecuteUpdateAsync(s => s.SetProperty(x => x.ParentId, b), CancellationToken.None);
            await context.Set<Assistant>().Where(x => x.Id == b).ExecuteUpdateAsync(s => s.SetProperty(x => x.ParentId, a), CancellationToken.None);
        }

        Assert.Equal(2, (await editor.Get<AssistantFamilyService>().LineageAsync(a, CancellationToken.None)).Count);
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Save_SameDraftAtTheSameTime_MakesOneVersion(DatabaseProvider provider)
    {
        await using var studio = await TestStudio.CreateAsync(provider);
        await using var editor = studio.As(Role.Editor);
        var made = await editor.AnAssistantAsync();

        var results = await Task.WhenAll(Enumerable.Range(0, 6).Select(async _ =>
        {
            await using var other = studio.As(Role.Editor);
            return await Record.ExceptionAsync(() => other.Get<AssistantVersionService>().SaveAsync(made.Id, null, CancellationToken.None));
        }));

        Assert.Single(results, r => r is null);
        Assert.All(results.OfType<Exception>(), e => Assert.IsType<ConflictException>(e));
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Import_OneBundleSeveralTimesAtOnce_WritesItOnce(DatabaseProvider provider)
    {
        await using var studio = await TestStudio.CreateAsync(provider);
        await using var ours = studio.As(Role.Editor);
        var made = await ours.AnAssistantAsync("Returns desk", "Hello");
        var text = BundleText.Write(await ours.Get<BundleService>().ExportAsync([made.Id], CancellationToken.None));

        var results = await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ =>
        {
            await using var theirs = studio.As(Role.Editor, studio.Theirs);
            return await Record.ExceptionAsync(() => theirs.Get<BundleService>().ImportAsync(text, BundleChoice.Update, CancellationToken.None));
        }));

        Assert.Contains(null, results);
        Assert.All(results.OfType<Exception>(), e => Assert.IsType<ConflictException>(e));
        await using var seen = studio.As(Role.Editor, studio.Theirs);
        Assert.Equal(1, (await seen.Get<AssistantService>().ListAsync(new AssistantListQuery(), CancellationToken.None)).Total);
    }

    /// <summary>Whatever field half of a character comes in, it is refused by name on both databases.</summary>
    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Write_HalfOfACharacterOrCodeZero_NamesTheField(DatabaseProvider provider)
    {
        await using var studio = await TestStudio.CreateAsync(provider);
        await using var editor = studio.As(Role.Editor);
        var (assistants, prompts) = (editor.Get<AssistantService>(), editor.Get<PromptService>());
        var made = await editor.AnAssistantAsync("Returns desk", "Hello");
        var prompt = await editor.APromptAsync();
        async Task RefusesAsync(string field, Func<Task> write) => Assert.Equal([field], (await Assert.ThrowsAsync<ValidationException>(write)).Errors.Keys);
        foreach (var bad in new[] { "a\uD83D", "\uDE00a", "a\uD83Db", "a\0b" })
        {
            await RefusesAsync("name", () => assistants.ChangeAsync(made.Id, new AssistantInput { Name = bad }, CancellationToken.None));
            await RefusesAsync("instructions", () => assistants.ChangeAsync(made.Id, new AssistantInput { Instructions = bad }, CancellationToken.None));
            await RefusesAsync("tags", () => assistants.ChangeAsync(made.Id, new AssistantInput { Tags = [bad] }, CancellationToken.None));
            await RefusesAsync("traits", () => assistants.ChangeAsync(made.Id, new AssistantInput { Traits = [bad] }, CancellationToken.None));
            await RefusesAsync("capabilities[0].description", () => assistants.ChangeAsync(made.Id, new AssistantInput { Capabilities = [new AssistantCapability { Name = "a", Description = bad }] }, CancellationToken.None));
            await RefusesAsync("reason", () => assistants.SetStatusAsync(made.Id, AssistantStatus.Active, bad, null, CancellationToken.None));
            await RefusesAsync("note", () => editor.Get<AssistantVersionService>().SaveAsync(made.Id, bad, CancellationToken.None));
            await RefusesAsync("conditions[0].value", () => editor.Get<PromptLinkService>().AddAsync(
                made.Id, prompt.Id, new PromptLinkInput { Role = PromptRole.Secondary, Conditions = [AssistantScene.When("message", ConditionOperator.Contains, bad)] }, CancellationToken.None));
            await RefusesAsync("title", () => prompts.ChangeAsync(prompt.Id, new PromptInput { Title = bad }, CancellationToken.None));
            await RefusesAsync("category", () => prompts.ChangeAsync(prompt.Id, new PromptInput { Category = bad }, CancellationToken.None));
            await RefusesAsync("purpose", () => prompts.ChangeAsync(prompt.Id, new PromptInput { Purpose = bad }, CancellationToken.None));
            await RefusesAsync("content", () => editor.Get<PromptVersionService>().AddAsync(prompt.Id, new PromptContent { Content = bad }, CancellationToken.None));
            await RefusesAsync("note", () => editor.Get<PromptVersionService>().AddAsync(prompt.Id, new PromptContent { Content = "a", Note = bad }, CancellationToken.None));
            await RefusesAsync("tag", () => assistants.ListAsync(new AssistantListQuery { Tag = bad }, CancellationToken.None));
            await Assert.ThrowsAsync<NotFoundException>(() => assistants.GetAsync(bad, CancellationToken.None));
            await Assert.ThrowsAsync<NotFoundException>(() => prompts.GetAsync(bad, CancellationToken.None));
        }
    }
}
