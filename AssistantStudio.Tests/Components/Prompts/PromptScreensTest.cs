using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Prompts;
using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Shared;
using AssistantStudio.Tests.Components.Support;
using AssistantStudio.Tests.Support;
using AssistantStudio.Web.Components.Organizations;
using AssistantStudio.Web.Components.Prompts;
using AssistantStudio.Web.Shell;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Radzen;
using Xunit;

namespace AssistantStudio.Tests.Components.Prompts;

/// <summary>Screens of prompts on the real services and an SQLite database. Ada looks at them, Ben does things elsewhere.</summary>
public abstract class PromptScreensTest : StudioComponentTest, IAsyncLifetime
{
    protected static CancellationToken Cancel => Xunit.TestContext.Current.CancellationToken;

    protected TestStudio Studio { get; private set; } = null!;

    private readonly Guid _ada = Guid.CreateVersion7();

    protected TestScope Ada { get; private set; } = null!;

    protected TestScope Ben { get; private set; } = null!;

    /// <summary>Titles of the questions that were asked; each is answered with yes.</summary>
    protected List<string> Asked { get; } = [];

    public async ValueTask InitializeAsync()
    {
        Studio = await TestStudio.CreateAsync();
        await using (var context = await Studio.OpenAsync())
        {
            context.Add(new StudioUser { Id = _ada, UserName = "ada@example.org", Email = "ada@example.org", Name = "Ada" });
            await context.SaveChangesAsync();
        }

        Services.AddSingleton(Studio.Get<ChangeFeed>());
        Ben = Studio.As(Studio.GrantOf(Role.Editor) with { ActorName = "Ben" });
        Use(Role.OrgAdmin);
    }

    protected override async ValueTask DisposeAsyncCore()
    {
        await base.DisposeAsyncCore();
        await Ada.DisposeAsync();
        await Ben.DisposeAsync();
        await Studio.DisposeAsync();
    }

    protected void Use(Role role)
    {
        Ada = Studio.As(Studio.GrantOf(role, userId: _ada) with { ActorName = "Ada" });
        Access.Become(Ada.Access.Grant);
        Services.AddSingleton(Ada.Get<PromptService>());
        Services.AddSingleton(Ada.Get<PromptVersionService>());
        Services.AddSingleton(Ada.Get<PromptLinkService>());
        Services.AddSingleton(Ada.Get<EnvironmentService>());
        Services.AddSingleton(Ada.Get<IntegrationService>());
        Services.AddSingleton(Ada.Get<ModelTrialService>());
        Services.AddSingleton(Ada.Get<SavedViewService>());
        Services.AddSingleton(Ada.Get<AuditService>());
        Services.AddSingleton(Ada.Get<AuditHistory>());
        Services.AddScoped<ILastChanges, AuditedChanges>();
    }

    protected void AnswerYes()
    {
        var dialogs = Services.GetRequiredService<DialogService>();
        dialogs.OnOpen += (title, _, _, _) =>
        {
            Asked.Add(title ?? "");
            dialogs.Close(true);
        };
    }

    protected Task<PromptDetail> AddAsync(string content, bool publish = false, string title = "Refund policy", params PromptVariable[] variables) =>
        Ben.Get<PromptService>().CreateAsync(
            new PromptInput { Title = title, Category = "Support", Tags = ["refunds"], Purpose = "Says what customers may expect." },
            new PromptContent { Content = content, Variables = variables, Note = "First wording", Publish = publish }, Cancel);

    protected IRenderedComponent<PromptPage> Open(string key)
    {
        Services.GetRequiredService<NavigationManager>().NavigateTo("/prompts/" + key);
        var page = Render<PromptPage>(p => p.Add(x => x.PromptKey, key));
        page.WaitForElement("textarea");
        return page;
    }

    /// <summary>What the script does when the typing pauses.</summary>
    protected static Task TypeAsync(IRenderedComponent<PromptPage> page, string text)
    {
        var editor = page.FindComponent<TemplateEditor>();
        return page.InvokeAsync(() => editor.Instance.TakeAsync(text, isFirst: true, isLast: true));
    }

    protected static Task PressAsync<T>(IRenderedComponent<T> shown, string button)
        where T : IComponent => shown.FindAll("button").First(b => b.TextContent.Trim() == button || b.GetAttribute("aria-label") == button).ClickAsync(new());

    protected static string Text<T>(IRenderedComponent<T> shown, string selector)
        where T : IComponent => string.Join(' ', shown.Find(selector).TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    protected async Task<PromptVersionDetail> StoredAsync(string key) => (await Ben.Get<PromptService>().GetAsync(key, Cancel)).Latest;
}
