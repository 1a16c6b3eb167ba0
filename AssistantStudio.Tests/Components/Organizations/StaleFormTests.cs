using AssistantStudio.Core.Conversations;
using AssistantStudio.Core.Jobs;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Shared;
using AssistantStudio.Tests.Components.Support;
using AssistantStudio.Tests.Support;
using AssistantStudio.Web.Components.Controls;
using AssistantStudio.Web.Components.Jobs;
using AssistantStudio.Web.Components.Organizations;
using AssistantStudio.Web.Shell;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Radzen;
using Xunit;

namespace AssistantStudio.Tests.Components.Organizations;

/// <summary>Every editing form, saved after somebody else changed the same row. On the real services and an SQLite database.</summary>
public sealed class StaleFormTests : StudioComponentTest, IAsyncLifetime
{
    private TestStudio _studio = null!;
    private TestScope _scope = null!;

    private static CancellationToken Cancel => Xunit.TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _studio = await TestStudio.CreateAsync();
        Services.AddSingleton(_studio.Get<ChangeFeed>());
        Use(_studio.GrantOf(Role.OrgAdmin) with { ActorName = "Ada", IsSiteAdmin = true, Permissions = RolePermissions.SiteAdmin });
    }

    protected override async ValueTask DisposeAsyncCore()
    {
        await base.DisposeAsyncCore();
        await _scope.DisposeAsync();
        await _studio.DisposeAsync();
    }

    [Fact]
    public async Task Organization_BothChangedTheName_AsksAndSavesTheMix()
    {
        var organizations = _scope.Get<OrganizationService>();
        var page = Render<OrganizationPage>();
        await page.WaitForElement("#f-name").ChangeAsync(new() { Value = "Mine" });
        await organizations.ChangeAsync("Theirs too", "Europe/Berlin", null, Cancel);

        await page.Find("form").SubmitAsync();

        Assert.Equal("Somebody else changed this while you were editing", page.Find(".stale h2").TextContent);
        Assert.Contains("Stored by Ada, ", page.Find(".stale .note").TextContent, StringComparison.Ordinal);
        Assert.Equal(["Name both of you changed it", "Time zone only they changed it"], page.FindAll("legend").Select(l => l.TextContent));
        Assert.Equal(["Mine", "Theirs too", "UTC", "Europe/Berlin"], page.FindAll(".stale-value").Select(v => v.TextContent));
        Assert.Equal("When you opened it: Ours", page.Find(".stale .help").TextContent);
        Assert.Equal([false, false, false, true], page.FindAll("input[type=radio]").Select(r => r.HasAttribute("checked")));

        await PressAsync(page, "Save with these choices");
        Assert.Equal("Choose one of the two.", page.Find(".stale .err").TextContent);
        Assert.Equal("Theirs too", (await organizations.GetAsync(Cancel)).Name);

        await page.Find("input[type=radio]").ChangeAsync(new() { Value = "on" });
        await PressAsync(page, "Save with these choices");

        var saved = await organizations.GetAsync(Cancel);
        Assert.Equal(("Mine", "Europe/Berlin"), (saved.Name, saved.TimeZone));
        Assert.Empty(page.FindAll(".stale"));
        Assert.Equal("Mine", page.Find("#f-name").GetAttribute("value"));
    }

    [Fact]
    public async Task Organization_DiscardMine_ShowsWhatIsStored()
    {
        var page = Render<OrganizationPage>();
        await page.WaitForElement("#f-name").ChangeAsync(new() { Value = "Mine" });
        await _scope.Get<OrganizationService>().ChangeAsync("Theirs too", null, null, Cancel);
        await page.Find("form").SubmitAsync();

        var question = AnswerNextWith(false);
        await PressAsync(page, "Discard mine…");
        Assert.Equal("What you typed in Name", Assert.Single(question, c => c.Strong.Length > 0).Strong);
        Assert.NotEmpty(page.FindAll(".stale"));
        AnswerNextWith(true);
        await PressAsync(page, "Discard mine…");

        Assert.Equal("Theirs too", page.Find("#f-name").GetAttribute("value"));
        Assert.Equal("Theirs too", (await _scope.Get<OrganizationService>().GetAsync(Cancel)).Name);
    }

    [Fact]
    public async Task Variable_DeletedMeanwhile_SaysSoAndKeepsTheText()
    {
        var settings = _scope.Get<EnvironmentService>();
        var row = await settings.CreateAsync(StudioEnvironment.Testing, "CRM", false, "before", Cancel);
        var panel = Render<EnvironmentSettingPanel>(p => p.Add(e => e.Setting, row));
        await panel.Find("textarea").ChangeAsync(new() { Value = "long to type" });
        await settings.DeleteAsync(row.Id, null, Cancel);

        await panel.Find("form").SubmitAsync();

        Assert.Equal("This was deleted while you were editing", panel.Find(".stale h2").TextContent);
        Assert.Equal(["CRM", "long to type"], panel.FindAll(".stale-value").Select(v => v.TextContent));
        Assert.NotNull(panel.Find("[aria-label='Copy value']"));
        AnswerNextWith(true);
        await PressAsync(panel, "Discard what I typed…");
        Assert.Empty(panel.FindAll(".stale"));
    }

    [Fact]
    public async Task Secret_ReplacedMeanwhile_IsShownByNeitherSide()
    {
        var settings = _scope.Get<EnvironmentService>();
        var row = await settings.CreateAsync(StudioEnvironment.Testing, "TOKEN", true, "before", Cancel);
        var panel = Render<EnvironmentSettingPanel>(p => p.Add(e => e.Setting, row).Add(e => e.IsSecret, true));
        await panel.Find("#f-value").ChangeAsync(new() { Value = "typed-secret" });
        await settings.ChangeAsync(row.Id, "their-secret", null, Cancel);

        await panel.Find("form").SubmitAsync();

        Assert.Equal(["The secret you typed", "The secret stored now, which nobody can read"], panel.FindAll(".stale-value").Select(v => v.TextContent));
        Assert.DoesNotContain("typed-secret", panel.Markup, StringComparison.Ordinal);
        await panel.FindAll("input[type=radio]")[0].ChangeAsync(new() { Value = "on" });
        await PressAsync(panel, "Save with these choices");
        Assert.Equal(3, (await settings.GetAsync(row.Id, Cancel)).RowVersion);
    }

    [Fact]
    public async Task Network_OnlyTheNoteIsMine_IsPreselectedAndSaved()
    {
        var networks = _scope.Get<AllowedNetworkService>();
        var row = await networks.CreateAsync("10.1.0.0/16", "before", Cancel);
        var panel = Render<NetworkPanel>(p => p.Add(n => n.Network, row));
        await panel.Find("#f-note").ChangeAsync(new() { Value = "mine" });
        await networks.ChangeAsync(row.Id, "10.2.0.0/16", null, null, Cancel);
        await panel.Find("form").SubmitAsync();

        Assert.Equal(["Network or address only they changed it", "What is there only you changed it"], panel.FindAll("legend").Select(l => l.TextContent));
        await PressAsync(panel, "Save with these choices");

        var saved = await networks.GetAsync(row.Id, Cancel);
        Assert.Equal(("10.2.0.0/16", "mine"), (saved.Network, saved.Note));
    }

    [Fact]
    public async Task User_RoleChangedMeanwhile_IsShownInWords()
    {
        var id = await _studio.JoinAsync("bea@ours.example", Role.Viewer);
        var panel = Render<UserPanel>(p => p.Add(u => u.UserId, id));
        panel.WaitForElement("form");
        var users = _scope.Get<UserService>();
        await users.ChangeAsync(id, new UserChange { Role = Role.Editor, Extra = [Permission.JobsRun] }, Cancel);

        await panel.Find("form").SubmitAsync();

        Assert.Equal(["Viewer", "Editor", "Empty", "run and cancel jobs"], panel.FindAll(".stale-value").Select(v => v.TextContent));
        await PressAsync(panel, "Save with these choices");
        Assert.Equal(Role.Editor, (await users.GetAsync(id, Cancel)).Role);
        Assert.Empty(panel.FindAll(".stale"));
    }

    [Fact]
    public async Task Schedule_ChangedMeanwhile_IsShownInWords()
    {
        var job = await _scope.Get<JobService>().GetAsync("backup", Cancel);
        var panel = Render<SchedulePanel>(p => p.Add(s => s.Job, job));
        await panel.Find("input[type=time]").ChangeAsync(new() { Value = "07:45" });
        await _scope.Get<JobScheduleService>().ChangeAsync("backup", new JobScheduleInput { Cron = "15 4 * * 1", Parameters = """{"keep":30}""" }, Cancel);

        await panel.Find("form").SubmitAsync();

        Assert.Equal(["Every day at 07:45", "Every Monday at 04:15", "7", "30"], panel.FindAll(".stale-value").Select(v => v.TextContent));
        await panel.FindAll("input[type=radio]")[0].ChangeAsync(new() { Value = "on" });
        await PressAsync(panel, "Save with these choices");

        var saved = (await _scope.Get<JobService>().GetAsync("backup", Cancel)).Schedule;
        Assert.Equal(("45 7 * * *", """{"keep":30}"""), (saved.Cron, saved.Parameters));
    }

    [Fact]
    public async Task Profile_RenamedInAnotherTab_ShowsBothNames()
    {
        var id = await _studio.JoinAsync("cy@ours.example", Role.Viewer, name: "Cy");
        Use(await _studio.SignInAsync(id));
        var page = Render<ProfilePage>();
        await page.WaitForElement("#f-name").ChangeAsync(new() { Value = "Cy the second" });
        await _scope.Get<AccountService>().RenameAsync("Cyrus", "Cy", Cancel);

        await page.Find("form").SubmitAsync();

        Assert.Equal(["Cy the second", "Cyrus"], page.FindAll(".stale-value").Select(v => v.TextContent));
        await page.Find("input[type=radio]").ChangeAsync(new() { Value = "on" });
        await PressAsync(page, "Save with these choices");
        Assert.Equal("Cy the second", (await _scope.Get<AccountService>().GetAsync(Cancel)).Name);
    }

    [Fact]
    public async Task Organization_GoOnEditing_KeepsWhatWasTypedAndComparesAgain()
    {
        var page = Render<OrganizationPage>();
        await page.WaitForElement("#f-name").ChangeAsync(new() { Value = "Mine" });
        await _scope.Get<OrganizationService>().ChangeAsync("Theirs too", null, null, Cancel);
        await page.Find("form").SubmitAsync();

        await PressAsync(page, "Go on editing");

        Assert.Equal("Mine", page.Find("#f-name").GetAttribute("value"));
        Assert.Equal("Theirs too", (await _scope.Get<OrganizationService>().GetAsync(Cancel)).Name);
        await page.Find("form").SubmitAsync();
        Assert.Equal(["Mine", "Theirs too"], page.FindAll(".stale-value").Select(v => v.TextContent));
    }

    /// <summary>What the next question says; it is filled once it is asked.</summary>
    private List<Consequence> AnswerNextWith(bool answer)
    {
        var dialogs = Services.GetRequiredService<DialogService>();
        List<Consequence> said = [];
        void Answer(string? title, Type type, Dictionary<string, object?> parameters, DialogOptions options)
        {
            dialogs.OnOpen -= Answer;
            said.AddRange(((ConfirmRequest)parameters[nameof(ConfirmDialog.Request)]!).Consequences);
            dialogs.Close(answer);
        }

        dialogs.OnOpen += Answer;
        return said;
    }

    private static Task PressAsync<T>(IRenderedComponent<T> shown, string button)
        where T : IComponent => shown.FindAll("button").Single(b => b.TextContent.Trim() == button).ClickAsync(new());

    private void Use(Grant grant)
    {
        _scope = _studio.As(grant);
        Access.Become(grant);
        Services.AddSingleton(_scope.Get<AccountService>());
        Services.AddSingleton(_scope.Get<AccountLinkService>());
        Services.AddSingleton(_scope.Get<AllowedNetworkService>());
        Services.AddSingleton(_scope.Get<AuditService>());
        Services.AddSingleton(_scope.Get<EnvironmentService>());
        Services.AddSingleton(_scope.Get<JobScheduleService>());
        Services.AddSingleton(_scope.Get<JobService>());
        Services.AddSingleton(_scope.Get<MemoryService>());
        Services.AddSingleton(_scope.Get<OrganizationService>());
        Services.AddSingleton(_scope.Get<SampleData>());
        Services.AddSingleton(_scope.Get<UserService>());
        Services.AddScoped<ILastChanges, AuditedChanges>();
    }
}
