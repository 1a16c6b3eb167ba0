using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Prompts;
using AssistantStudio.Core.Shared;
using AssistantStudio.Tests.Support;
using Xunit;

namespace AssistantStudio.Tests.Core.Assistants;

public sealed class AssistantVersionTests
{
    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Clone_WithCopiesOfPromptsOfOneTitle_GivesEachAKeyOfItsOwn(DatabaseProvider provider)
    {
        await using var studio = await TestStudio.CreateAsync(provider);
        await using var editor = studio.As(Role.Editor);
        var links = editor.Get<PromptLinkService>();
        var made = await editor.AnAssistantAsync();
        var prompt = await editor.APromptAsync("Refund policy");
        var namesake = await editor.APromptAsync("Refund policy");
        await links.AddAsync(made.Id, prompt.Id, new PromptLinkInput(), CancellationToken.None);
        await links.AddAsync(made.Id, prompt.Id, new PromptLinkInput { Version = 1 }, CancellationToken.None);
        await links.AddAsync(made.Id, namesake.Id, new PromptLinkInput(), CancellationToken.None);

        var copied = await editor.Get<AssistantFamilyService>().CloneAsync(made.Id, new CloneInput { Prompts = ClonePrompts.Copy }, CancellationToken.None);

        var own = await links.ListAsync(copied.Assistant.Id, CancellationToken.None);
        Assert.Equal(3, own.Select(l => l.PromptKey).Distinct().Count());
        Assert.All(own, l => Assert.Equal(("Refund policy", 1), (l.PromptTitle, l.UsedVersion)));
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task SaveEditCompareRestore_BringsBackContentAndLinks(DatabaseProvider provider)
    {
        await using var studio = await TestStudio.CreateAsync(provider);
        await using var editor = studio.As(Role.Editor);
        var (assistants, versions, links) = (editor.Get<AssistantService>(), editor.Get<AssistantVersionService>(), editor.Get<PromptLinkService>());
        var made = await editor.AnAssistantAsync(prompt: "Answer {{customer}}.");
        var other = await editor.APromptAsync("Other");

        Assert.Equal(1, (await versions.SaveAsync(made.Id, "First", CancellationToken.None)).Number);
        Assert.False((await assistants.GetAsync(made.Slug, CancellationToken.None)).Unsaved);
        await Assert.ThrowsAsync<ConflictException>(() => versions.SaveAsync(made.Id, null, CancellationToken.None));

        await assistants.ChangeAsync(made.Id, new AssistantInput { Name = "Refund desk", Instructions = "You help customers quickly.", Capabilities = [new AssistantCapability { Name = "Refunds" }] }, CancellationToken.None);
        await links.AddAsync(made.Id, other.Id, new PromptLinkInput { Role = PromptRole.Fallback }, CancellationToken.None);
        await versions.SaveAsync(made.Id, "", CancellationToken.None);
        await using var admin = studio.As(Role.OrgAdmin);
        var entry = (await admin.Get<AuditService>().ListAsync(new AuditListQuery { SubjectId = made.Id.ToString(), Sort = "-at", PageSize = 1 }, CancellationToken.None)).Items.Single();
        Assert.Equal([new FieldChange("Version", null, "2")], entry.Changes);
        await links.RemoveAsync(made.Id, (await links.ListAsync(made.Id, CancellationToken.None))[0].Id, null, CancellationToken.None);

        var comparison = await versions.CompareAsync(made.Id, 1, 2, CancellationToken.None);
        Assert.Equal(["Name", "Instructions", "Capability Refunds", "Prompt other"], comparison.Fields.Select(f => f.Field));
        Assert.Contains(comparison.Fields[1].Parts, p => p is { Kind: TextDiffKind.Added, Text: "quickly" });
        Assert.Equal(["Prompt returns-desk"], (await versions.CompareAsync(made.Id, 2, AssistantVersionService.Draft, CancellationToken.None)).Fields.Select(f => f.Field));

        var restored = await versions.RestoreAsync(made.Id, 1, null, CancellationToken.None);

        Assert.Equal(("Returns desk", 3, true), (restored.Assistant.Assistant.Name, restored.Assistant.Assistant.LatestVersion, restored.Assistant.Unsaved));
        Assert.Empty(restored.LeftOut);
        Assert.Equal(["returns-desk"], (await links.ListAsync(made.Id, CancellationToken.None)).Select(l => l.PromptKey));
        Assert.Empty((await versions.CompareAsync(made.Id, 1, AssistantVersionService.Draft, CancellationToken.None)).Fields);
        Assert.Equal("Kept before version 1 was restored", (await versions.GetAsync(made.Id, 3, CancellationToken.None)).Version.Note);
        Assert.Equal([3, 2, 1], (await versions.ListAsync(made.Id, new ListQuery(), CancellationToken.None)).Items.Select(v => v.Number));
    }

    [Fact]
    public async Task Restore_PromptThatIsGone_SaysWhatWasLeftOut()
    {
        await using var studio = await TestStudio.CreateAsync();
        await using var editor = studio.As(Role.Editor);
        var (versions, links) = (editor.Get<AssistantVersionService>(), editor.Get<PromptLinkService>());
        var made = await editor.AnAssistantAsync();
        var prompt = await editor.APromptAsync();
        await links.AddAsync(made.Id, prompt.Id, new PromptLinkInput(), CancellationToken.None);
        await versions.SaveAsync(made.Id, null, CancellationToken.None);
        await links.RemoveAsync(made.Id, prompt.Id, null, CancellationToken.None);
        await editor.Get<PromptService>().DeleteAsync(prompt.Id, null, CancellationToken.None);

        var restored = await versions.RestoreAsync(made.Id, 1, null, CancellationToken.None);

        Assert.Equal(["The prompt refund-policy is not there any more."], restored.LeftOut);
        Assert.Equal(2, restored.KeptAs);
        Assert.Null((await versions.RestoreAsync(made.Id, 2, null, CancellationToken.None)).KeptAs);
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Clone_WithChoices_HasItsParentAndItsOwnPrompts(DatabaseProvider provider)
    {
        await using var studio = await TestStudio.CreateAsync(provider);
        await using var editor = studio.As(Role.Editor);
        var (family, links, versions) = (editor.Get<AssistantFamilyService>(), editor.Get<PromptLinkService>(), editor.Get<AssistantVersionService>());
        var made = await editor.AnAssistantAsync(prompt: "Answer {{customer}}.");
        await versions.SaveAsync(made.Id, null, CancellationToken.None);

        var linked = await family.CloneAsync(made.Id, new CloneInput(), CancellationToken.None);
        var copied = await family.CloneAsync(linked.Assistant.Id, new CloneInput { Name = "Second", Prompts = ClonePrompts.Copy }, CancellationToken.None);
        var bare = await family.CloneAsync(made.Id, new CloneInput { Name = "Bare", Prompts = ClonePrompts.None, Version = 1 }, CancellationToken.None);

        Assert.Equal(("Returns desk (copy)", made.Id, 1), (linked.Assistant.Name, linked.ParentId, linked.ParentVersion));
        Assert.Equal(linked.Content with { Name = "" }, (await editor.Get<AssistantService>().GetAsync(made.Slug, CancellationToken.None)).Content with { Name = "" }, SameJson);
        var original = Assert.Single(await links.ListAsync(made.Id, CancellationToken.None));
        Assert.Equal(original.PromptId, Assert.Single(await links.ListAsync(linked.Assistant.Id, CancellationToken.None)).PromptId);
        var own = Assert.Single(await links.ListAsync(copied.Assistant.Id, CancellationToken.None));
        Assert.NotEqual(original.PromptId, own.PromptId);
        Assert.Equal((1, null), (own.UsedVersion, own.Problem));
        Assert.Empty(await links.ListAsync(bare.Assistant.Id, CancellationToken.None));
        Assert.Null(copied.ParentVersion);
        var tree = await family.LineageAsync(copied.Assistant.Id, CancellationToken.None);
        Assert.Equal([("Returns desk", 0), ("Returns desk (copy)", 1), ("Second", 2), ("Bare", 1)], tree.Select(n => (n.Name, n.Depth)));
    }

    private static bool SameJson(AssistantContent a, AssistantContent b) => StoredJson.Write(a) == StoredJson.Write(b);
}
