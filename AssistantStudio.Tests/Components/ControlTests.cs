using AssistantStudio.Core.Shared;
using AssistantStudio.Tests.Components.Support;
using AssistantStudio.Web.Components.Controls;
using AssistantStudio.Web.Components.Layout;
using AssistantStudio.Web.Shell;
using Bunit;
using Bunit.TestDoubles;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Radzen;
using Radzen.Blazor;
using Xunit;

namespace AssistantStudio.Tests.Components;

public sealed class ControlTests : StudioComponentTest
{
    [Fact]
    public void Field_WithHelp_DescribesItsInput()
    {
        var field = RenderField(new FieldErrors());
        var input = field.Find("input");

        Assert.Equal("f-name", input.Id);
        Assert.Equal("f-name", field.Find("label").GetAttribute("for"));
        Assert.Equal("Shown to customers.", field.Find("#" + input.GetAttribute("aria-describedby")).TextContent);
        Assert.Equal("true", input.GetAttribute("aria-required"));
        Assert.False(input.HasAttribute("aria-invalid"));
    }

    [Fact]
    public void Field_Error_ReplacesHelpUntilCleared()
    {
        var errors = new FieldErrors();
        var field = RenderField(errors);
        errors.Set("name", "Give it a name.");

        field.WaitForAssertion(() => Assert.Equal("Give it a name.", field.Find(".err").TextContent.Trim()));
        Assert.Equal("true", field.Find("input").GetAttribute("aria-invalid"));
        Assert.Empty(field.FindAll(".help"));

        errors.Clear();
        field.WaitForAssertion(() => Assert.Equal("Shown to customers.", field.Find(".help").TextContent));
        Assert.False(field.Find("input").HasAttribute("aria-invalid"));
    }

    [Fact]
    public async Task StudioForm_SubmittedTwice_SavesOnceAndShowsErrors()
    {
        var gate = new TaskCompletionSource();
        var calls = 0;
        var form = Render<StudioForm>(p => p
            .Add(f => f.Errors, new FieldErrors())
            .Add(f => f.OnSave, async () =>
            {
                calls++;
                await gate.Task;
                throw new ValidationException("seats", "There is no seat left.");
            })
            .AddChildContent("<p></p>"));

        var first = form.Find("form").SubmitAsync();
        await form.Find("form").SubmitAsync();
        Assert.Equal("true", form.Find("button[type=submit]").GetAttribute("aria-busy"));
        gate.SetResult();
        await first;

        Assert.Equal(1, calls);
        form.WaitForAssertion(() => Assert.Equal("There is no seat left.", form.Find(".note").TextContent.Trim()));
    }

    [Fact]
    public async Task Confirm_NameHasToBeTyped_EnablesOnlyThen()
    {
        var (dialog, answer) = Ask(new ConfirmRequest
        {
            Title = "Delete the source?",
            Consequences = [new("2,508 documents", "are removed")],
            Confirm = "Delete the source",
            Keep = "Keep the source",
            TypeToConfirm = "Claims project",
        });
        Assert.True(dialog.Find(".btn.d").HasAttribute("disabled"));

        dialog.Find("input").Input("claims project");
        Assert.True(dialog.Find(".btn.d").HasAttribute("disabled"));

        dialog.Find("input").Input("Claims project ");
        dialog.Find(".btn.d").Click();
        Assert.True(await answer);
    }

    [Fact]
    public async Task Confirm_Keep_IsNo()
    {
        var (dialog, answer) = Ask(new ConfirmRequest { Title = "Stop?", Confirm = "Stop the run", Keep = "Let it run" });
        dialog.FindAll(".df .btn")[0].Click();

        Assert.False(await answer);
    }

    [Theory]
    [InlineData(false, "http://localhost/next")]
    [InlineData(true, "http://localhost/")]
    public void FormGuard_Dirty_AsksBeforeLeaving(bool dirty, string expected)
    {
        Render<FormGuard>(p => p.Add(g => g.Dirty, dirty));
        var dialogs = Render<RadzenDialog>();
        var navigation = Services.GetRequiredService<NavigationManager>();
        navigation.NavigateTo("/next");

        if (dirty)
        {
            dialogs.WaitForElement(".studio-confirm .df .btn").Click();
        }

        Assert.Equal(expected, navigation.Uri);
    }

    [Fact]
    public async Task BusyButton_PressedTwice_RunsOnce()
    {
        var gate = new TaskCompletionSource();
        var runs = 0;
        var button = Render<BusyButton>(p => p.Add(b => b.Text, "Test all").Add(b => b.BusyText, "Testing").Add(b => b.OnPress, () =>
        {
            runs++;
            return gate.Task;
        }));
        var first = button.Find("button").ClickAsync();
        await button.Find("button").ClickAsync();
        Assert.Equal("Testing", button.Find("button").TextContent.Trim());
        gate.SetResult();
        await first;

        Assert.Equal(1, runs);
        Assert.Equal("Test all", button.Find("button").TextContent.Trim());
    }

    [Fact]
    public async Task BusyButton_WhileItsQuestionIsOpen_DoesNotLookBusy()
    {
        var gate = new TaskCompletionSource();
        var (confirm, dialog) = (Services.GetRequiredService<Confirm>(), Render<RadzenDialog>());
        var button = Render<BusyButton>(p => p.Add(b => b.Text, "Publish").Add(b => b.BusyText, "Publishing").Add(b => b.OnPress, async () =>
        {
            if (await confirm.AskAsync(new ConfirmRequest { Title = "Publish it?", Confirm = "Publish it now", Keep = "Not yet" }))
            {
                await gate.Task;
            }
        }));
        var pressed = button.Find("button").ClickAsync();
        dialog.WaitForElement(".studio-confirm .df");
        Assert.Equal("Publish", button.Find("button").TextContent.Trim());

        await dialog.FindAll(".df .btn")[1].ClickAsync();

        button.WaitForAssertion(() => Assert.Equal("Publishing", button.Find("button").TextContent.Trim()));
        gate.SetResult();
        await pressed;
        Assert.Equal("Publish", button.Find("button").TextContent.Trim());
    }

    [Fact]
    public void Toasts_SaidAgainOrTooMany_NeitherStackNorCover()
    {
        var (toasts, shown) = (Services.GetRequiredService<Toasts>(), Services.GetRequiredService<NotificationService>().Messages);
        toasts.Error("Not saved", "Somebody else was faster.", "12345678");
        toasts.Error("Not saved", "Somebody else was faster.", "87654321");
        Assert.Equal(ShellLimits.ErrorToastTime.TotalMilliseconds, Assert.Single(shown).Duration);

        toasts.Info("Second");
        toasts.Error("Third");
        toasts.Success("Fourth");

        Assert.Equal(["Second", "Third", "Fourth"], shown.Select(m => m.Summary));
    }

    [Fact]
    public void SectionBoundary_ChildThrows_ShowsMessageAndRecovers()
    {
        var broken = true;
        var section = Render<SectionBoundary>(p => p.Add(s => s.What, "Usage").AddChildContent(builder =>
        {
            builder.OpenComponent<Fragile>(0);
            builder.AddComponentParameter(1, nameof(Fragile.IsBroken), (Func<bool>)(() => broken));
            builder.CloseComponent();
        }));
        Assert.Equal("Usage could not be loaded", section.Find("h2").TextContent);
        Assert.Equal("The database is locked.", section.Find("p").TextContent);

        broken = false;
        section.Find("button").Click();
        section.WaitForAssertion(() => Assert.Equal("whole", section.Find("i").TextContent));
    }

    [Fact]
    public async Task CommandPalette_TypeAndEnter_OpensTheMarkedHit()
    {
        Services.AddSingleton(new NavigationEntry(NavigationGroup.Run, "Conversations", "/conversations", "", 1));
        Services.AddSingleton(new NavigationEntry(NavigationGroup.Operate, "AI configuration", "/ai", "", 2));
        Services.AddSingleton(new NavigationEntry(NavigationGroup.Operate, "Users", "/users", "", 3) { Required = Permission.UsersView });
        var palette = Render<CommandPalette>();
        await palette.InvokeAsync(palette.Instance.OpenAsync);
        Assert.Equal(3, palette.FindAll("[role=option]").Count);

        palette.Find("input").Input("co");
        Clock.Advance(ShellLimits.PalettePause);
        palette.WaitForAssertion(() => Assert.Equal(2, palette.FindAll("[role=option]").Count));
        Assert.Equal("palette-0", palette.Find("input").GetAttribute("aria-activedescendant"));

        palette.Find("input").KeyDown("ArrowDown");
        Assert.Equal("true", palette.Find("#palette-1").GetAttribute("aria-selected"));
        palette.Find("input").KeyDown("Enter");

        Assert.Equal("http://localhost/ai", Services.GetRequiredService<NavigationManager>().Uri);
        Assert.Empty(palette.FindAll("input"));
    }

    [Fact]
    public async Task UiErrors_Unexpected_ShowsReferenceAndHidesTheCause()
    {
        var notifications = Services.GetRequiredService<NotificationService>();
        var worked = await Services.GetRequiredService<UiErrors>().RunAsync(() => throw new InvalidOperationException("secret"), failed: "Not sent");
        Assert.False(worked);

        var toast = Assert.Single(notifications.Messages);
        Assert.Equal("Not sent", toast.Summary);
        var detail = Render(toast.DetailContent!(notifications));
        Assert.Contains(UiErrors.UnexpectedMessage, detail.Markup, StringComparison.Ordinal);
        Assert.Equal(8, detail.Find(".mono").TextContent.Length);
        Assert.DoesNotContain("secret", detail.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task UiErrors_Cancelled_SaysNothing()
    {
        Assert.False(await Services.GetRequiredService<UiErrors>().RunAsync(() => throw new OperationCanceledException()));
        Assert.Empty(Services.GetRequiredService<NotificationService>().Messages);
    }

    [Fact]
    public async Task LocalTime_ZoneBecomesKnown_IsDrawnAgain()
    {
        var time = Render<LocalTime>(p => p.Add(t => t.Value, Clock.GetUtcNow().AddHours(-1)));
        Assert.Equal("13:02", time.Find("time").TextContent);

        await time.InvokeAsync(() => Services.GetRequiredService<BrowserTime>().Use("Europe/Berlin"));

        time.WaitForAssertion(() => Assert.Equal("14:02", time.Find("time").TextContent));
        Assert.Equal("2026-11-21T13:02:00Z", time.Find("time").GetAttribute("datetime"));
    }

    private (IRenderedComponent<RadzenDialog> Dialog, Task<bool> Answer) Ask(ConfirmRequest request)
    {
        var dialog = Render<RadzenDialog>();
        var answer = Services.GetRequiredService<Confirm>().AskAsync(request);
        dialog.WaitForElement(".studio-confirm .df");
        return (dialog, answer);
    }

    private IRenderedComponent<Field> RenderField(FieldErrors errors) => Render<Field>(p => p
        .Add(f => f.Name, "name")
        .Add(f => f.Label, "Name")
        .Add(f => f.Required, true)
        .Add(f => f.Help, "Shown to customers.")
        .Add(f => f.Errors, errors)
        .Add(f => f.ChildContent, input => builder =>
        {
            builder.OpenComponent<RadzenTextBox>(0);
            builder.AddMultipleAttributes(1, input.Attributes);
            builder.CloseComponent();
        }));

    public sealed class Fragile : ComponentBase
    {
        [Parameter, EditorRequired] public required Func<bool> IsBroken { get; set; }

        protected override void OnInitialized()
        {
            if (IsBroken())
            {
                throw new UnavailableException("The database is locked.");
            }
        }

        protected override void BuildRenderTree(Microsoft.AspNetCore.Components.Rendering.RenderTreeBuilder builder) =>
            builder.AddMarkupContent(0, "<i>whole</i>");
    }
}
