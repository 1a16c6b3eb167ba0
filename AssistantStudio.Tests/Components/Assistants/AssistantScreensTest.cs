using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Prompts;
using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Shared;
using AssistantStudio.Tests.Components.Support;
using AssistantStudio.Tests.Support;
using AssistantStudio.Web.Components.Assistants;
using AssistantStudio.Web.Components.Organizations;
using AssistantStudio.Web.Shell;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Radzen;
using Xunit;

namespace AssistantStudio.Tests.Components.Assistants;

/// <summary>Screens of assistants on the real services and an SQLite database. Ada looks at them, Ben does things elsewhere.</summary>
public abstract class AssistantScreensTest : StudioComponentTest, IAsyncLifetime
{
    protected static CancellationToken Cancel => Xunit.TestContext.Current.CancellationToken;

    protected TestStudio Studio { get; private set; } = null!;

    protected SlowDatabase Database { get; } = new();

    protected TestScope Ada { get; private set; } = null!;

    protected TestScope Ben { get; private set; } = null!;

    protected NavigationManager Navigation => Services.GetRequiredService<NavigationManager>();

    public async ValueTask InitializeAsync()
    {
        Studio = await TestStudio.CreateAsync(configure: Database.AddTo);
        Ben = Studio.As(Studio.GrantOf(Role.OrgAdmin) with { ActorName = "Ben" });
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
        Ada = Studio.As(Studio.GrantOf(role) with { ActorName = "Ada", UserId = Guid.NewGuid() });
        Access.Become(Ada.Access.Grant);
        Services.AddSingleton(Studio.Get<ChangeFeed>());
        Services.AddSingleton(Ada.Get<AssistantService>());
        Services.AddSingleton(Ada.Get<AssistantVersionService>());
        Services.AddSingleton(Ada.Get<AssistantFamilyService>());
        Services.AddSingleton(Ada.Get<AssistantUsageService>());
        Services.AddSingleton(Ada.Get<PromptLinkService>());
        Services.AddSingleton(Ada.Get<PromptChoiceService>());
        Services.AddSingleton(Ada.Get<PromptSuggestionService>());
        Services.AddSingleton(Ada.Get<BundleService>());
        Services.AddSingleton(Ada.Get<PromptService>());
        Services.AddSingleton(Ada.Get<PromptVersionService>());
        Services.AddSingleton(Ada.Get<EnvironmentService>());
        Services.AddSingleton(Ada.Get<UserService>());
        Services.AddSingleton(Ada.Get<AuditService>());
        Services.AddSingleton(Ada.Get<ModelService>());
        Services.AddSingleton(Ada.Get<AvailableModelService>());
        Services.AddSingleton(Ada.Get<AuditHistory>());
        Services.AddSingleton(Ada.Get<SavedViewService>());
        Services.AddScoped<ILastChanges, AuditedChanges>();
        Services.AddScoped<AssistantActions>();
        Services.AddSingleton<PagePresence>();
    }

    protected void AnswerYes()
    {
        var dialogs = Services.GetRequiredService<DialogService>();
        dialogs.OnOpen += (_, _, _, _) => dialogs.Close(true);
    }

    protected async Task<AssistantRow> AddAsync(string name = "Returns desk", AssistantType type = AssistantType.Support, string? prompt = null) =>
        (await Ben.Get<AssistantService>().CreateAsync(new AssistantInput { Name = name, Type = type, Tags = ["customers"] }, prompt, Cancel)).Assistant;

    protected async Task<PromptRow> AddPromptAsync(string title, string content, params PromptVariable[] variables) =>
        (await Ben.Get<PromptService>().CreateAsync(new PromptInput { Title = title }, new PromptContent { Content = content, Variables = variables, Publish = true }, Cancel)).Prompt;

    protected async Task<Guid> AddMemberAsync(string name)
    {
        await using var db = await Studio.OpenAsync();
        var user = new StudioUser { Name = name, UserName = Guid.NewGuid().ToString(), Email = $"{Guid.NewGuid():N}@ours.example" };
        db.AddRange(user, Membership.Of(user, Studio.Ours.Id, Role.Editor, Clock.GetUtcNow().UtcDateTime));
        await db.SaveChangesAsync(Cancel);
        return user.Id;
    }

    protected Task<AssistantDetail> StoredAsync(Guid id) => Ben.Get<AssistantService>().GetAsync(id.ToString(), Cancel);

    protected IRenderedComponent<AssistantPage> Open(string slug, string tab = "")
    {
        Navigation.NavigateTo("/assistants/" + slug + tab);
        var page = Render<AssistantPage>(p => p.Add(x => x.AssistantKey, slug));
        page.WaitForElement(".tabs");
        return page;
    }

    /// <summary>What the toasts say.</summary>
    protected string[] Messages()
    {
        var notifications = Services.GetRequiredService<NotificationService>();
        return [.. notifications.Messages.Select(m => Text(Render(m.DetailContent!(notifications)), ".grow"))];
    }

    protected static Task PressAsync<T>(IRenderedComponent<T> shown, string button)
        where T : IComponent => shown.FindAll("button").First(b => b.TextContent.Trim() == button || b.GetAttribute("aria-label") == button).ClickAsync(new());

    protected static string Text<T>(IRenderedComponent<T> shown, string selector)
        where T : IComponent => string.Join(' ', shown.Find(selector).TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
