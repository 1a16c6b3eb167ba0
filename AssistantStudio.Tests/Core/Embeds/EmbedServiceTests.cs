using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Deployments;
using AssistantStudio.Core.Embeds;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Shared;
using AssistantStudio.Tests.Core.Deployments;
using AssistantStudio.Tests.Support;
using Xunit;

namespace AssistantStudio.Tests.Core.Embeds;

public sealed class EmbedServiceTests
{
    private const string Site = "https://www.shop.example";
    private const StudioEnvironment Development = StudioEnvironment.Development;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Set_TheFirstTime_MakesAKeyThatIsFound(DatabaseProvider provider)
    {
        await using var scene = await DeploymentScene.CreateAsync(provider);
        var embeds = scene.Admin.Get<EmbedService>();
        var before = await embeds.GetAsync(scene.AssistantId, Development, Cancel);

        var saved = await embeds.SetAsync(scene.AssistantId, Development, new() { Enabled = true, Origins = [Site + "/", Site, ""], Accent = "#FFDD00", Title = " Help ", RowVersion = 0 }, Cancel);

        Assert.Equal((null, false, 0L), (before.PublicKey, before.Enabled, before.RowVersion));
        Assert.Equal((true, "Help", "#ffdd00", EmbedColours.Dark, 1L), (saved.Enabled, saved.Title, saved.Accent, saved.Ink, saved.RowVersion));
        Assert.Equal(Site, Assert.Single(saved.Origins));
        Assert.Equal(EmbedLimits.KeyLength, saved.PublicKey!.Length);
        var found = await scene.Studio.Get<EmbedDirectory>().FindAsync(saved.PublicKey, Cancel);
        Assert.Equal((scene.AssistantId, Development), (found!.AssistantId, found.Environment));
        var entry = (await scene.Admin.Get<AuditService>().ListAsync(new(), Cancel)).Items[0];
        Assert.Equal(("embed.changed", "Returns desk on other sites (development)"), (entry.Action, entry.SubjectName));
    }

    [Fact]
    public async Task Set_SwitchedOffOrGivenANewKey_IsNoLongerFound()
    {
        await using var scene = await DeploymentScene.CreateAsync();
        var (embeds, directory) = (scene.Admin.Get<EmbedService>(), scene.Studio.Get<EmbedDirectory>());
        var first = await embeds.SetAsync(scene.AssistantId, Development, new() { Enabled = true, Origins = [Site] }, Cancel);
        Assert.NotNull(await directory.FindAsync(first.PublicKey!, Cancel));

        var second = await embeds.RotateKeyAsync(scene.AssistantId, Development, Cancel);

        Assert.Null(await directory.FindAsync(first.PublicKey!, Cancel));
        Assert.NotNull(await directory.FindAsync(second.PublicKey!, Cancel));
        await embeds.SetAsync(scene.AssistantId, Development, new() { Enabled = false }, Cancel);
        Assert.Null(await directory.FindAsync(second.PublicKey!, Cancel));
        Assert.Null(await directory.FindAsync("pk_", Cancel));
    }

    [Fact]
    public async Task Set_Wrong_SaysWhatOfWhichField()
    {
        await using var scene = await DeploymentScene.CreateAsync();
        var input = new EmbedInput
        {
            Enabled = true,
            Origins = ["http://shop.example", "https://*.shop.example"],
            Accent = "red",
            Title = new string('a', EmbedLimits.TitleLength + 1),
            MessagesPerHour = 0,
            MessagesPerDay = EmbedLimits.MaxMessagesPerDay + 1,
            MaxMessageLength = EmbedLimits.MaxMessageLength + 1,
            Theme = (EmbedTheme)7,
        };

        var wrong = await Assert.ThrowsAsync<ValidationException>(() => scene.Admin.Get<EmbedService>().SetAsync(scene.AssistantId, Development, input, Cancel));

        Assert.Equal(["accent", "maxMessageLength", "messagesPerDay", "messagesPerHour", "origins", "theme", "title"], wrong.Errors.Keys.Order());
        Assert.Equal(2, wrong.Errors["origins"].Length);
    }

    [Fact]
    public async Task Set_OpenWithoutASiteOrOfAPrivateAssistant_IsRefused()
    {
        await using var scene = await DeploymentScene.CreateAsync();
        var embeds = scene.Admin.Get<EmbedService>();
        Assert.Contains("origins", (await Assert.ThrowsAsync<ValidationException>(() => embeds.SetAsync(scene.AssistantId, Development, new() { Enabled = true }, Cancel))).Errors.Keys);

        await scene.Admin.Get<AssistantService>().ChangeAsync(scene.AssistantId, new() { Visibility = AssistantVisibility.Private }, Cancel);

        Assert.Contains("enabled", (await Assert.ThrowsAsync<ValidationException>(() => embeds.SetAsync(scene.AssistantId, Development, new() { Enabled = true, Origins = [Site] }, Cancel))).Errors.Keys);
    }

    [Fact]
    public async Task Set_SomebodyWasFaster_IsAConflict()
    {
        await using var scene = await DeploymentScene.CreateAsync();
        var embeds = scene.Admin.Get<EmbedService>();
        var seen = await embeds.SetAsync(scene.AssistantId, Development, new() { Title = "One" }, Cancel);
        await scene.Second.Get<EmbedService>().SetAsync(scene.AssistantId, Development, new() { Title = "Two", RowVersion = seen.RowVersion }, Cancel);

        var late = await Assert.ThrowsAsync<ConflictException>(() => embeds.SetAsync(scene.AssistantId, Development, new() { Title = "Three", RowVersion = seen.RowVersion }, Cancel));
        var first = await Assert.ThrowsAsync<ConflictException>(() => embeds.SetAsync(scene.AssistantId, Development, new() { Title = "Three", RowVersion = 0 }, Cancel));

        Assert.True(late.IsStale && first.IsStale);
    }

    [Fact]
    public async Task Set_WhoMayNotDeployThere_IsRefused()
    {
        await using var scene = await DeploymentScene.CreateAsync();
        await using var viewer = scene.Studio.As(Role.Viewer);
        await using var editor = scene.Studio.As(Role.Editor);
        var input = new EmbedInput { Title = "Help" };

        await Assert.ThrowsAsync<ForbiddenException>(() => viewer.Get<EmbedService>().SetAsync(scene.AssistantId, Development, input, Cancel));
        await Assert.ThrowsAsync<ForbiddenException>(() => editor.Get<EmbedService>().SetAsync(scene.AssistantId, StudioEnvironment.Production, input, Cancel));
        await Assert.ThrowsAsync<ForbiddenException>(() => editor.Get<EmbedService>().RotateKeyAsync(scene.AssistantId, StudioEnvironment.Production, Cancel));
        Assert.False((await viewer.Get<EmbedService>().GetAsync(scene.AssistantId, Development, Cancel)).MayChange);
        Assert.Equal("Help", (await editor.Get<EmbedService>().SetAsync(scene.AssistantId, Development, input, Cancel)).Title);
    }

    [Fact]
    public async Task RotateKey_WithoutOne_IsAConflict()
    {
        await using var scene = await DeploymentScene.CreateAsync();

        Assert.Equal("no_key", (await Assert.ThrowsAsync<ConflictException>(() => scene.Admin.Get<EmbedService>().RotateKeyAsync(scene.AssistantId, Development, Cancel))).Code);
    }
}
