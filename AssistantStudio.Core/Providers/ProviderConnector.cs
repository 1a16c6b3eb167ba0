using AssistantStudio.Core.Shared;
using AssistantStudio.Core.Shared.Http;
using AssistantStudio.Core.Usage;
using Microsoft.Extensions.AI;

namespace AssistantStudio.Core.Providers;

/// <summary>From an account to something that can be asked. The one place that knows which kind is spoken to how.</summary>
public sealed class ProviderConnector(GuardedHttp http, LocalModels local, WireMemory memory)
{
    /// <summary>The longest that an answer may go on streaming, as long as it keeps coming.</summary>
    internal static readonly TimeSpan LongestStream = TimeSpan.FromHours(1);

    private static readonly Dictionary<string, string> s_anthropicVersion = new() { ["anthropic-version"] = "2023-06-01" };

    /// <exception cref="ValidationException">The kind does not chat.</exception>
    public IChatClient Chat(ProviderAccount account, string? model = null)
    {
        if (account.Kind.Kind == ProviderKind.BuiltIn)
        {
            return new BuiltInChatClient();
        }

        if (!account.Kind.Chats)
        {
            throw new ValidationException("model", $"{account.Kind.Title} has no language models.");
        }

        var (connection, stream) = (Connect(account), WireLimits.ForStream(account.Timeout, LongestStream));
        if (account.Kind.Kind == ProviderKind.Anthropic)
        {
            var headers = new AnthropicHeaders();
            return new AnthropicChatClient(http.CreateClient(stream, headers), headers, connection, model);
        }

        return new OpenAiChatClient(http.CreateClient(WireLimits.ForAnswer(account.Timeout)), http.CreateClient(stream), connection, memory, model);
    }

    /// <exception cref="ValidationException">The kind has no embeddings.</exception>
    public IEmbeddingGenerator<string, Embedding<float>> Embeddings(ProviderAccount account, string? model = null) => account.Kind switch
    {
        { Kind: ProviderKind.BuiltIn } => local.BuiltIn(),
        { Kind: ProviderKind.LocalEmbeddings } => local.Open(model ?? throw new ValidationException("model", "Choose a model.")),
        { Embeds: false } => throw new ValidationException("model", $"{account.Kind.Title} has no embeddings."),
        _ => new OpenAiEmbeddings(http.CreateClient(WireLimits.ForAnswer(account.Timeout)), Connect(account), model),
    };

    public async Task<IReadOnlyList<ListedModel>> ListModelsAsync(ProviderAccount account, CancellationToken ct)
    {
        switch (account.Kind.Kind)
        {
            case ProviderKind.BuiltIn:
                return [new(HashedEmbeddingGenerator.ModelId, null, null)];
            case ProviderKind.LocalEmbeddings:
                return [.. local.Names().Select(n => new ListedModel(n, null, null))];
            default:
                using (var client = http.CreateClient(WireLimits.ForAnswer(account.Timeout)))
                {
                    return await client.ReadModelsAsync(ForList(Connect(account)), ct).ConfigureAwait(false);
                }
        }

        // Chat has the vendor's own client there; the list is the same shape under its version.
        WireConnection ForList(WireConnection connection) => account.Kind.Kind != ProviderKind.Anthropic ? connection : connection with
        {
            Profile = connection.Profile with { KeyHeader = "x-api-key" },
            Address = new(connection.Address.AbsoluteUri.TrimEnd('/') + "/v1"),
            Headers = s_anthropicVersion,
        };
    }

    /// <summary>The same, with what the server tells about each elsewhere.</summary>
    public async Task<IReadOnlyList<ListedModel>> DescribeModelsAsync(ProviderAccount account, CancellationToken ct)
    {
        var listed = await ListModelsAsync(account, ct).ConfigureAwait(false);
        if (account.Kind.Kind is not (ProviderKind.Ollama or ProviderKind.CustomGateway))
        {
            return listed;
        }

        using var client = http.CreateClient(WireLimits.ForAnswer(account.Timeout));
        return account.Kind.Kind == ProviderKind.Ollama
            ? await client.WithOllamaAsync(Connect(account), listed, ct).ConfigureAwait(false)
            : await client.WithGatewayAsync(Connect(account), listed, ct).ConfigureAwait(false);
    }

    /// <summary>What a gateway knows of the key that it is asked with.</summary>
    public async Task<GatewayKey> ReadGatewayKeyAsync(ProviderAccount account, CancellationToken ct)
    {
        using var client = http.CreateClient(WireLimits.ForAnswer(account.Timeout));
        return await client.ReadGatewayKeyAsync(Connect(account), ct).ConfigureAwait(false);
    }

    /// <summary>What a gateway would bill for a call like this, in nano-dollars; null where it has no price.</summary>
    public async Task<long?> ReadGatewayPriceAsync(ProviderAccount account, CountedCall call, CancellationToken ct)
    {
        using var client = http.CreateClient(WireLimits.ForAnswer(account.Timeout));
        return await client.ReadGatewayPriceAsync(Connect(account), call, ct).ConfigureAwait(false);
    }

    /// <summary>How many texts its embedding models take at once.</summary>
    internal static EmbeddingBatch BatchOf(ProviderAccount account) => account.Kind.Batch ?? Connect(account).Profile.Batch;

    private static WireConnection Connect(ProviderAccount account)
    {
        if (account.Kind.IsDataSource)
        {
            throw new ValidationException("model", $"{account.Kind.Title} has no models.");
        }

        var address = account.Address ?? throw new ValidationException("baseUrl", "Enter the address.");
        var profile = account.Kind.Vendor is { } vendor and not WireVendor.Compatible ? WireProfiles.Of(vendor)
            : account.Kind.Kind == ProviderKind.Anthropic ? WireProfiles.Of(WireVendor.Compatible) with { Name = account.Kind.Title, Address = account.Kind.Address }
            : WireProfiles.Of(address);
        return new() { Profile = profile, Address = address, Key = account.Key, Name = account.Name };
    }
}
