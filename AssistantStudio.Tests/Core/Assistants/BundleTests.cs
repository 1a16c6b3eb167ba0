using System.Text.Json.Nodes;
using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Prompts;
using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Shared;
using AssistantStudio.Tests.Support;
using Xunit;

namespace AssistantStudio.Tests.Core.Assistants;

public sealed class BundleTests
{
    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Export_ImportedElsewhere_IsEqualByField(DatabaseProvider provider)
    {
        await using var studio = await TestStudio.CreateAsync(provider);
        await using var ours = studio.As(Role.Editor);
        await using var theirs = studio.As(Role.Editor, studio.Theirs);
        var id = await AFullAssistantAsync(ours);
        var text = BundleText.Write(await ours.Get<BundleService>().ExportAsync([id], CancellationToken.None));

        var plan = await theirs.Get<BundleService>().PlanAsync(text, BundleChoice.Update, CancellationToken.None);
        Assert.All(plan.Steps, s => Assert.Equal(BundleAction.Create, s.Action));
        Assert.Equal(0, (await theirs.Get<AssistantService>().ListAsync(new AssistantListQuery(), CancellationToken.None)).Total);

        var written = await theirs.Get<BundleService>().ImportAsync(text, BundleChoice.Update, CancellationToken.None);

        Assert.True(written.Written);
        var copy = (await theirs.Get<AssistantService>().GetAsync("returns-desk", CancellationToken.None)).Assistant;
        Assert.Equal(text, BundleText.Write(await theirs.Get<BundleService>().ExportAsync([copy.Id], CancellationToken.None)));
        Assert.All((await theirs.Get<BundleService>().ImportAsync(text, BundleChoice.Update, CancellationToken.None)).Steps, s => Assert.Equal(BundleAction.Skip, s.Action));
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Import_OverChanged_AddsVersionsAndKeepsTheOldDraft(DatabaseProvider provider)
    {
        await using var studio = await TestStudio.CreateAsync(provider);
        await using var editor = studio.As(Role.Editor);
        var (assistants, bundles) = (editor.Get<AssistantService>(), editor.Get<BundleService>());
        var id = await AFullAssistantAsync(editor);
        var text = BundleText.Write(await bundles.ExportAsync([id], CancellationToken.None));
        await assistants.ChangeAsync(id, new AssistantInput { Greeting = "Changed here." }, CancellationToken.None);
        var prompt = (await editor.Get<PromptService>().GetAsync("refund-policy", CancellationToken.None)).Prompt;
        await editor.Get<PromptVersionService>().AddAsync(prompt.Id, new PromptContent { Content = "Only here." }, CancellationToken.None);

        var written = await bundles.ImportAsync(text, BundleChoice.Update, CancellationToken.None);

        Assert.Equal([("refund-policy", BundleAction.Update), ("returns-desk", BundleAction.Update)], written.Steps.Where(s => s.Action != BundleAction.Skip).Select(s => (s.Name, s.Action)));
        var seen = await assistants.GetAsync("returns-desk", CancellationToken.None);
        Assert.NotEqual("Changed here.", seen.Content.Greeting);
        var kept = await editor.Get<AssistantVersionService>().GetAsync(id, seen.Assistant.LatestVersion, CancellationToken.None);
        Assert.Equal(("Kept before an import", "Changed here."), (kept.Version.Note, kept.Content.Greeting));
        Assert.Equal("Only here.", (await editor.Get<PromptService>().GetAsync("refund-policy", CancellationToken.None)).Latest.Content);
        Assert.Equal(2, (await editor.Get<PromptLinkService>().ListAsync(id, CancellationToken.None)).Count);
    }

    [Fact]
    public async Task Import_WhatIsHere_CanBeCopiedSkippedOrRefused()
    {
        await using var studio = await TestStudio.CreateAsync();
        await using var editor = studio.As(Role.Editor);
        var (assistants, bundles) = (editor.Get<AssistantService>(), editor.Get<BundleService>());
        var id = await AFullAssistantAsync(editor);
        var text = BundleText.Write(await bundles.ExportAsync([id], CancellationToken.None));
        await assistants.ChangeAsync(id, new AssistantInput { Greeting = "Changed here." }, CancellationToken.None);
        await assistants.SetStatusAsync(id, AssistantStatus.Archived, null, null, CancellationToken.None);

        var refusal = await Assert.ThrowsAsync<ConflictException>(() => bundles.ImportAsync(text, BundleChoice.Update, CancellationToken.None));
        Assert.Equal("returns-desk: The assistant here is archived. Take it back first, or choose to skip it or to add a copy.", refusal.Message);
        Assert.All((await bundles.ImportAsync(text, BundleChoice.Skip, CancellationToken.None)).Steps, s => Assert.Equal(BundleAction.Skip, s.Action));
        var copied = await bundles.ImportAsync(text, BundleChoice.Copy, CancellationToken.None);

        Assert.Equal("returns-desk-2", copied.Steps.Single(s => s.Kind == "assistant").NewName);
        Assert.Equal(2, (await editor.Get<PromptLinkService>().ListAsync((await assistants.GetAsync("returns-desk-2", CancellationToken.None)).Assistant.Id, CancellationToken.None)).Count);
    }

    [Fact]
    public async Task Import_UnknownFields_AreNamedAndLeftOut()
    {
        var (studio, editor, text) = await ABundleAsync();
        await using (studio)
        await using (editor)
        {
            var bundle = JsonNode.Parse(text)!;
            bundle["assistants"]![0]!["content"]!["telepathy"] = true;
            bundle["fromTheFuture"] = 1;

            var plan = await editor.Get<BundleService>().PlanAsync(bundle.ToJsonString(), BundleChoice.Update, CancellationToken.None);

            Assert.Equal(["assistants[0].content.telepathy is not known to this version and was left out.", "fromTheFuture is not known to this version and was left out."], plan.Notes.Order());
        }
    }

    [Fact]
    public async Task Import_Broken_IsRefusedWithItsReasonAndWritesNothing()
    {
        var (studio, editor, text) = await ABundleAsync();
        await using (studio)
        await using (editor)
        {
            var before = await studio.AuditAsync();
            async Task<string> RefusalAsync(string broken) =>
                (await Assert.ThrowsAsync<ValidationException>(() => editor.Get<BundleService>().ImportAsync(broken, BundleChoice.Update, CancellationToken.None))).Message;
            string With(Action<JsonNode> change)
            {
                var node = JsonNode.Parse(text)!;
                change(node);
                return node.ToJsonString();
            }

            for (var length = 0; length < text.Length - 2; length += Math.Max(1, text.Length / 40))
            {
                Assert.StartsWith("This is no whole bundle:", await RefusalAsync(text[..length]), StringComparison.Ordinal);
            }

            Assert.StartsWith("This file is not JSON.", await RefusalAsync("<!doctype html><title>Sign in</title>"), StringComparison.Ordinal);
            Assert.StartsWith("This is no bundle:", await RefusalAsync("[]"), StringComparison.Ordinal);
            Assert.StartsWith("The bundle was made by a newer AssistantStudio (bundle version 99", await RefusalAsync(With(n => n["version"] = 99)), StringComparison.Ordinal);
            Assert.Contains("content.name cannot be read", await RefusalAsync(With(n => n["assistants"]![0]!["content"]!["name"] = 7)), StringComparison.Ordinal);
            Assert.Contains("Enter a name.", await RefusalAsync(With(n => n["assistants"]![0]!["content"]!["name"] = " ")), StringComparison.Ordinal);
            Assert.Contains("cannot be read", await RefusalAsync(With(n => n["prompts"] = null)), StringComparison.Ordinal);
            Assert.Contains("cannot be read", await RefusalAsync(With(n => n["assistants"]![0] = null)), StringComparison.Ordinal);
            Assert.Contains("Two assistants have the same slug.", await RefusalAsync(With(n => n["assistants"]!.AsArray().Add(n["assistants"]![0]!.DeepClone()))), StringComparison.Ordinal);
            Assert.Equal(before, await studio.AuditAsync());
        }
    }

    [Fact]
    public async Task Import_LinkToAPromptThatIsNowhere_IsNoted()
    {
        var (studio, editor, text) = await ABundleAsync();
        await using (studio)
        await using (editor)
        {
            var bundle = JsonNode.Parse(text)!;
            bundle["assistants"]![0]!["slug"] = "other";
            bundle["assistants"]![0]!["links"]![0]!["prompt"] = "nowhere";

            var plan = await editor.Get<BundleService>().ImportAsync(bundle.ToJsonString(), BundleChoice.Update, CancellationToken.None);

            Assert.Equal(["The prompt nowhere is neither in the bundle nor here; links to it are left out."], plan.Notes);
        }
    }

    private static async Task<(TestStudio Studio, TestScope Editor, string Text)> ABundleAsync()
    {
        var studio = await TestStudio.CreateAsync();
        var editor = studio.As(Role.Editor);
        var id = await AFullAssistantAsync(editor);
        return (studio, editor, BundleText.Write(await editor.Get<BundleService>().ExportAsync([id], CancellationToken.None)));
    }

    private static async Task<Guid> AFullAssistantAsync(TestScope scope)
    {
        var provider = await scope.Get<IntegrationService>().CreateAsync(new() { Kind = ProviderKind.Ollama, Name = "Local", BaseUrl = "http://ollama.example/v1" }, null, CancellationToken.None);
        var input = new AssistantInput
        {
            Name = "Returns desk",
            Type = AssistantType.Support,
            Description = "Says „ja“ & <no>",
            Tags = ["eu", "Returns"],
            Traits = ["calm"],
            Model = new ModelRoute(provider.Id, "small"),
            Capabilities = [new AssistantCapability { Name = "Refunds", Kind = CapabilityKind.Action, Settings = new Dictionary<string, string> { ["limit"] = "50" } }],
            Escalation = new EscalationRules { Words = ["lawyer"] },
            IsTemplate = true,
            Colour = "teal",
        };
        var id = (await scope.Get<AssistantService>().CreateAsync(input, "Answer {{customer}}.", CancellationToken.None)).Assistant.Id;
        var prompt = await scope.APromptAsync();
        var versions = scope.Get<PromptVersionService>();
        await versions.AddAsync(prompt.Id, new PromptContent { Content = "Second {{amount}}.", Variables = [new PromptVariable { Name = "amount", Type = PromptVariableType.Number, Default = "3" }], Publish = true }, CancellationToken.None);
        await versions.MoveLabelAsync(prompt.Id, "production", 2, CancellationToken.None);
        await versions.DeprecateAsync(prompt.Id, 1, null, CancellationToken.None);
        await scope.Get<PromptLinkService>().AddAsync(
            id, prompt.Id, new PromptLinkInput { Role = PromptRole.Fallback, Label = "production", Weight = 7, Conditions = [AssistantScene.When("language", ConditionOperator.In, "de", "en")] }, CancellationToken.None);
        return id;
    }
}
