using System.ClientModel;
using System.ClientModel.Primitives;
using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Deployments;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Shared;
using AssistantStudio.Core.Usage;
using AssistantStudio.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using OpenAI;
using Xunit;

namespace AssistantStudio.Tests.Api;

/// <summary>The whole program on a port, with a model that a test speaks for. Each test has an assistant of its own.</summary>
public sealed class ServingHost : IAsyncDisposable
{
    public const string Model = "vendor-1";

    private static int s_assistants;

    public FakeModel Fake { get; } = new();

    public StudioHost Studio { get; private set; } = null!;

    public Grant Admin { get; private set; } = Grant.None;

    public string Address { get; private set; } = "";

    public Guid ProviderId { get; private set; }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static async Task<ServingHost> StartAsync()
    {
        var host = new ServingHost();
        host.Studio = await StudioHost.CreateAsync(configure: services =>
        {
            services.AddSingleton<ConnectModel>(s => target => target.Account.Kind.Kind == ProviderKind.BuiltIn
                ? s.GetRequiredService<ProviderConnector>().Chat(target.Account, target.Model) : host.Fake.Connect(target.Model));
            services.RemoveAll<IReadinessCheck>(); // What keeps a release from being deployed is tested with the deployments.
        }, settings: new Dictionary<string, string?> { ["AssistantStudio:Network:AllowedPrivateNetworks:0"] = "127.0.0.0/8" });
        host.Address = host.Studio.Listen();
        host.Admin = await host.Studio.AdminAsync();
        host.ProviderId = (await host.AsAdminAsync(s => s.GetRequiredService<IntegrationService>().CreateAsync(
            new() { Kind = ProviderKind.OpenAi, Name = "Vendor", BaseUrl = "http://127.0.0.1:1/v1", ApiKey = "sk-test", Models = [Model] }, null, Cancel))).Id;
        return host;
    }

    public Task<T> AsAdminAsync<T>(Func<IServiceProvider, Task<T>> work) => Studio.AsAsync(Admin, work);

    /// <summary>An assistant in use that answers in an environment.</summary>
    public async Task<ServedDesk> AddAsync(
        Func<AssistantInput, AssistantInput>? change = null, StudioEnvironment environment = StudioEnvironment.Production, ResourcesInput? resources = null)
    {
        var input = new AssistantInput { Name = $"Desk {Interlocked.Increment(ref s_assistants)}", Type = AssistantType.Support, Instructions = "You answer for Tarnwick.", Model = new(ProviderId, Model) };
        return await AsAdminAsync(async s =>
        {
            var made = (await s.GetRequiredService<AssistantService>().CreateAsync(change?.Invoke(input) ?? input, null, Cancel)).Assistant;
            await s.GetRequiredService<AssistantService>().SetStatusAsync(made.Id, AssistantStatus.Active, "Test", null, Cancel);
            var deployed = await s.GetRequiredService<DeploymentService>().DeployAsync(made.Id, new() { Environment = environment, Resources = resources }, Cancel);
            return new ServedDesk(made.Id, made.Slug, deployed.Id!.Value);
        });
    }

    public OpenAIClient Sdk(string? key = null, int retries = 0) =>
        new(new ApiKeyCredential(key ?? StudioHost.AdminKey), new OpenAIClientOptions { Endpoint = new($"{Address}/v1"), RetryPolicy = new ClientRetryPolicy(retries) });

    public HttpClient Http(string? key = StudioHost.AdminKey)
    {
        var client = new HttpClient { BaseAddress = new(Address) };
        client.DefaultRequestHeaders.Authorization = key is null ? null : new("Bearer", key);
        return client;
    }

    public async Task<CreatedApiKey> AddKeyAsync(Func<NewApiKeyRequest, NewApiKeyRequest> change) =>
        await AsAdminAsync(s => s.GetRequiredService<ApiKeyService>().CreateAsync(change(new() { Name = "Test " + Guid.NewGuid().ToString("N") }), Cancel));

    public async Task<List<UsageRecord>> UsageAsync(Guid assistant) => await AsAdminAsync(async s =>
    {
        await using var db = await s.GetRequiredService<AssistantStudio.Core.Data.StudioDb>().OpenAsync(s.GetRequiredService<Access>(), Cancel);
        return await db.Set<UsageRecord>().Where(u => u.AssistantId == assistant).OrderBy(u => u.At).ToListAsync(Cancel);
    });

    public ValueTask DisposeAsync() => Studio.DisposeAsync();
}

public sealed record ServedDesk(Guid AssistantId, string Slug, Guid DeploymentId);

/// <summary>Starts with the first test that asks.</summary>
public sealed class ServingFixture : IAsyncDisposable
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private ServingHost? _host;

    public async Task<ServingHost> HostAsync()
    {
        await _gate.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            _host ??= await ServingHost.StartAsync();
            _host.Fake.Reply = (_, _) => FakeModel.Say("Hello", " there.");
            return _host;
        }
        finally
        {
            _gate.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        _gate.Dispose();
        if (_host is not null)
        {
            await _host.DisposeAsync();
        }
    }
}

/// <summary>One after the other: they share the model.</summary>
[CollectionDefinition(Name)]
public sealed class Serving : ICollectionFixture<ServingFixture>
{
    public const string Name = "Serving";
}
