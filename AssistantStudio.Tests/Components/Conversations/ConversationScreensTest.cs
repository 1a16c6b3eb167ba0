using AssistantStudio.Core.Agents;
using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Conversations;
using AssistantStudio.Core.Deployments;
using AssistantStudio.Core.Embeds;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Shared;
using AssistantStudio.Tests.Components.Support;
using AssistantStudio.Tests.Core.Conversations;
using AssistantStudio.Tests.Support;
using AssistantStudio.Web.Components.Organizations;
using AssistantStudio.Web.Shell;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Radzen;
using Xunit;

namespace AssistantStudio.Tests.Components.Conversations;

/// <summary>Screens of conversations on the real runtime, with a model that a test speaks for. Ada talks, an administrator looks.</summary>
public abstract class ConversationScreensTest : StudioComponentTest, IAsyncLifetime
{
    protected static CancellationToken Cancel => Xunit.TestContext.Current.CancellationToken;

    internal ConversationScene Scene { get; private set; } = null!;

    private TestScope Viewer { get; set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Scene = await ConversationScene.CreateAsync(change: input => input with { Tools = ["calculator"] });
        Services.AddSingleton(Scene.Studio.Get<ChangeFeed>());
        Use(Role.OrgAdmin);
    }

    protected override async ValueTask DisposeAsyncCore()
    {
        await base.DisposeAsyncCore();
        await Viewer.DisposeAsync();
        await Scene.DisposeAsync();
    }

    protected void Use(Role role)
    {
        Viewer = Scene.Studio.As(Scene.Studio.GrantOf(role, userId: Guid.NewGuid()));
        Access.Become(Viewer.Access.Grant);
        Services.AddSingleton(Viewer.Get<TraceService>());
        Services.AddSingleton(Viewer.Get<MessageService>());
        Services.AddSingleton(Viewer.Get<ConversationListService>());
        Services.AddSingleton(Viewer.Get<DeploymentListService>());
        Services.AddSingleton(Viewer.Get<PersonDataService>());
        Services.AddSingleton(Viewer.Get<MemoryService>());
        Services.AddSingleton(Viewer.Get<AssistantService>());
        Services.AddSingleton(Viewer.Get<ToolCatalog>());
        Services.AddSingleton(Viewer.Get<EmbedService>());
        Services.AddSingleton(Viewer.Get<UserService>());
        Services.AddSingleton(Viewer.Get<AuditService>());
        Services.AddScoped<ILastChanges, AuditedChanges>();
    }

    /// <summary>The model asks for the calculator once, then answers with what it got.</summary>
    protected static async IAsyncEnumerable<AIContent> CalculateAsync(FakeModel.Asked asked)
    {
        if (!asked.HasToolResult)
        {
            yield return new FunctionCallContent("call-1", "calculator", new Dictionary<string, object?> { ["expression"] = "6 * 7" });
            yield return new UsageContent(new() { InputTokenCount = 200, OutputTokenCount = 20, TotalTokenCount = 220, CachedInputTokenCount = 150 });
            yield break;
        }

        await foreach (var piece in FakeModel.Say("It is ", "42."))
        {
            yield return piece;
        }
    }

    /// <summary>A reply, and the conversation it stands in.</summary>
    protected async Task<(Guid Conversation, Guid Reply)> TalkAsync(string question = "What is six times seven?")
    {
        var conversation = await Scene.StartAsync();
        await Scene.SendAsync(conversation, question);
        return (conversation, (await Scene.MessagesAsync(conversation))[^1].Id);
    }

    protected void AnswerYes()
    {
        var dialogs = Services.GetRequiredService<DialogService>();
        dialogs.OnOpen += (_, _, _, _) => dialogs.Close(true);
    }

    protected static Task PressAsync<T>(IRenderedComponent<T> shown, string button)
        where T : IComponent => shown.FindAll("button").First(b => b.TextContent.Trim() == button || b.GetAttribute("aria-label") == button).ClickAsync(new());

    protected static string Plain(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
