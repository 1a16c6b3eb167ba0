using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Conversations;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Deployments;
using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Shared;
using AssistantStudio.Core.Shared.Http;
using AssistantStudio.Core.Usage;
using AssistantStudio.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Xunit;

namespace AssistantStudio.Tests.Core.Conversations;

/// <summary>An assistant in use with a model that a test speaks for, and Ada, who talks to it.</summary>
internal sealed class ConversationScene : IAsyncDisposable
{
    public const string Model = "gpt-4.1-nano";
    public const string Dear = "gpt-4.1";

    private static readonly Dictionary<string, string?> s_loopback = new() { [$"{NetworkOptions.Section}:{nameof(NetworkOptions.AllowedPrivateNetworks)}:0"] = "127.0.0.0/8" };

    public static Guid AdaId { get; } = Guid.Parse("0198a000-0000-7000-8000-00000000ada0");

    public FakeModel Fake { get; } = new();

    public TestStudio Studio { get; private set; } = null!;

    /// <summary>Builds and administers.</summary>
    public TestScope Admin { get; private set; } = null!;

    /// <summary>Talks to assistants, nothing else.</summary>
    public TestScope Ada { get; private set; } = null!;

    public Guid ProviderId { get; private set; }

    public Guid AssistantId { get; private set; }

    public static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static async Task<ConversationScene> CreateAsync(
        DatabaseProvider provider = DatabaseProvider.Sqlite, Func<AssistantInput, AssistantInput>? change = null, Action<IServiceCollection>? configure = null, bool hasModel = true)
    {
        var scene = new ConversationScene();
        scene.Studio = await TestStudio.CreateAsync(provider, services =>
        {
            services.AddSingleton<ConnectModel>(s => target => target.Account.Kind.Kind == ProviderKind.BuiltIn
                ? s.GetRequiredService<ProviderConnector>().Chat(target.Account, target.Model) : scene.Fake.Connect(target.Model));
            services.RemoveAll<IReadinessCheck>(); // What keeps a release from being deployed is tested with the deployments.
            configure?.Invoke(services);
        }, settings: s_loopback);
        scene.Admin = scene.Studio.As(scene.Studio.GrantOf(Role.OrgAdmin, userId: Guid.Parse("0198a000-0000-7000-8000-0000000ad41a")));
        scene.Ada = scene.Studio.As(scene.Studio.GrantOf(Role.Member, userId: AdaId));
        scene.ProviderId = await scene.AddProviderAsync("Vendor", Model, Dear);
        var input = new AssistantInput { Name = "Returns desk", Type = AssistantType.Support, Instructions = "You answer for Tarnwick.", Model = hasModel ? new(scene.ProviderId, Model) : null };
        scene.AssistantId = (await scene.Admin.Get<AssistantService>().CreateAsync(change?.Invoke(input) ?? input, null, Cancel)).Assistant.Id;
        await scene.PublishAsync();
        return scene;
    }

    /// <summary>Saves a version of the draft, puts the assistant into use, and deploys it to production.</summary>
    public async Task PublishAsync()
    {
        var detail = await Admin.Get<AssistantService>().GetAsync(AssistantId.ToString(), Cancel);
        if (detail.Assistant.Status != AssistantStatus.Active)
        {
            await Admin.Get<AssistantService>().SetStatusAsync(AssistantId, AssistantStatus.Active, "Test", null, Cancel);
        }

        await Admin.Get<DeploymentService>().DeployAsync(AssistantId, new() { Environment = StudioEnvironment.Production }, Cancel);
    }

    public async Task<Guid> AddProviderAsync(string name, params string[] models) => (await Admin.Get<IntegrationService>().CreateAsync(
        new() { Kind = ProviderKind.OpenAi, Name = name, BaseUrl = "http://127.0.0.1:1/v1", ApiKey = "sk-test", Models = models }, null, Cancel)).Id;

    public async Task<Guid> StartAsync(TestScope? by = null, bool isTrial = false, Func<ConversationInput, ConversationInput>? change = null)
    {
        var input = new ConversationInput { AssistantId = AssistantId, IsTrial = isTrial };
        return (await (by ?? Ada).Get<ConversationService>().StartAsync(change?.Invoke(input) ?? input, Cancel)).Row.Id;
    }

    /// <summary>Sends and waits for the end.</summary>
    public Task<IReadOnlyList<TurnEvent>> SendAsync(Guid conversation, string text, TestScope? by = null) => RunAsync(new() { ConversationId = conversation, Text = text }, by);

    public async Task<IReadOnlyList<TurnEvent>> RunAsync(TurnRequest request, TestScope? by = null)
    {
        var events = new List<TurnEvent>();
        await foreach (var one in (by ?? Ada).Get<AssistantRuntime>().RunAsync(request, Cancel))
        {
            events.Add(one.Event);
        }

        return events;
    }

    public Task<MessagePage> PageAsync(Guid conversation, int size = 50) => Ada.Get<MessageService>().PageAsync(conversation, null, null, size, Cancel);

    public async Task<List<Message>> MessagesAsync(Guid conversation)
    {
        await using var db = await Studio.OpenAsync();
        return await db.Set<Message>().Where(m => m.ConversationId == conversation).OrderBy(m => m.Ordinal).ToListAsync(Cancel);
    }

    public async Task<List<UsageRecord>> UsageAsync()
    {
        await using var db = await Studio.OpenAsync();
        return await db.Set<UsageRecord>().OrderBy(r => r.At).ThenBy(r => r.Attempt).ToListAsync(Cancel);
    }

    public async Task<TraceDetail> TraceAsync(Guid conversation, Guid message) => (await Admin.Get<TraceService>().GetAsync(conversation, message, Cancel)).Detail;

    public async ValueTask DisposeAsync()
    {
        await Ada.DisposeAsync();
        await Admin.DisposeAsync();
        await Studio.DisposeAsync();
    }
}
