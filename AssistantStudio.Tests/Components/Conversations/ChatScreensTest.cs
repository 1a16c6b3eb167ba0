using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Conversations;
using AssistantStudio.Core.Shared;
using AssistantStudio.Tests.Components.Support;
using AssistantStudio.Tests.Core.Conversations;
using AssistantStudio.Tests.Support;
using AssistantStudio.Web.Components.Conversations;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AssistantStudio.Tests.Components.Conversations;

/// <summary>Screens of conversations on the real services, an SQLite database and a model that a test speaks for. Ada talks.</summary>
public abstract class ChatScreensTest : StudioComponentTest, IAsyncLifetime
{
    private protected ConversationScene Scene { get; private set; } = null!;

    protected static CancellationToken Cancel => Xunit.TestContext.Current.CancellationToken;

    protected NavigationManager Navigation => Services.GetRequiredService<NavigationManager>();

    public async ValueTask InitializeAsync()
    {
        Scene = await ConversationScene.CreateAsync();
        Use(Scene.Ada);
    }

    protected override async ValueTask DisposeAsyncCore()
    {
        await base.DisposeAsyncCore();
        await Scene.DisposeAsync();
    }

    private protected void Use(TestScope somebody)
    {
        Access.Become(somebody.Access.Grant);
        Services.AddSingleton(Scene.Studio.Get<ChangeFeed>());
        Services.AddSingleton(somebody.Get<AssistantRuntime>());
        Services.AddSingleton(somebody.Get<ConversationService>());
        Services.AddSingleton(somebody.Get<ConversationListService>());
        Services.AddSingleton(somebody.Get<MessageService>());
        Services.AddSingleton(somebody.Get<ChatAssistantService>());
    }

    private protected ChatState State(TestScope? somebody = null)
    {
        var by = somebody ?? Scene.Ada;
        return new(by.Get<AssistantRuntime>(), by.Get<ConversationService>(), by.Get<MessageService>(), Scene.Studio.Get<ChangeFeed>(), by.Access, TimeProvider.System);
    }

    protected IRenderedComponent<ChatPanel> Open(Guid conversation, bool readOnly = false)
    {
        var panel = Render<ChatPanel>(p => p.Add(x => x.ConversationId, conversation).Add(x => x.ReadOnly, readOnly));
        panel.WaitForElement("[role=log] [data-messages]");
        return panel;
    }

    protected static async Task SayAsync(IRenderedComponent<ChatPanel> panel, string text)
    {
        await panel.Find(".composer textarea").ChangeAsync(new() { Value = text });
        await panel.Find(".composer").SubmitAsync();
    }

    /// <summary>A model that says a piece, waits for the test, and says the rest.</summary>
    protected static async IAsyncEnumerable<AIContent> GatedAsync(string first, Task gate, string second)
    {
        yield return new TextContent(first);
        await gate;
        yield return new TextContent(second);
        yield return new UsageContent(new() { InputTokenCount = 100, OutputTokenCount = 10, TotalTokenCount = 110 });
    }

    protected static async IAsyncEnumerable<AIContent> ForeverAsync(string first, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        yield return new TextContent(first);
        await Task.Delay(Timeout.Infinite, ct);
    }

    protected static string Text<T>(IRenderedComponent<T> shown, string selector)
        where T : IComponent => string.Join(' ', shown.Find(selector).TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
