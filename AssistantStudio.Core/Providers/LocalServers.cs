using System.Net.Sockets;
using AssistantStudio.Core.Shared;

namespace AssistantStudio.Core.Providers;

/// <summary>A model server that seems to run on this machine.</summary>
public sealed record LocalServer(ProviderKind Kind, string Title, Uri Address);

/// <summary>
/// Knocks at the usual ports of model servers on this machine, and says nothing there: whether it is one shows when it is
/// tried. Only who may allow addresses is told, because nobody else could use them.
/// </summary>
public sealed class LocalServers(Access access, IReadOnlyList<LocalServer> known)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMilliseconds(300);

    public static IReadOnlyList<LocalServer> Usual { get; } =
    [
        .. new[] { (ProviderKind.Ollama, WireVendor.Ollama), (ProviderKind.OpenAiCompatible, WireVendor.LmStudio), (ProviderKind.OpenAiCompatible, WireVendor.LlamaCpp), (ProviderKind.OpenAiCompatible, WireVendor.Vllm) }
            .Select(s => (Kind: s.Item1, Profile: WireProfiles.Of(s.Item2)))
            .Select(s => new LocalServer(s.Kind, s.Profile.Name, new(s.Profile.Address!))),
    ];

    /// <param name="used">Addresses of providers that are there already.</param>
    public async Task<IReadOnlyList<LocalServer>> FindAsync(IReadOnlyCollection<string> used, CancellationToken ct)
    {
        access.Require(Permission.SiteManage);
        var ports = used.Select(u => Uri.TryCreate(u, UriKind.Absolute, out var address) && address.IsLoopback ? address.Port : 0).ToHashSet();
        var candidates = known.Where(s => !ports.Contains(s.Address.Port)).ToList();
        var answers = await Task.WhenAll(candidates.Select(s => AnswersAsync(s.Address.Port, ct))).ConfigureAwait(false);
        return [.. candidates.Where((_, i) => answers[i])];
    }

    private static async Task<bool> AnswersAsync(int port, CancellationToken ct)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(s_patience);
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync("localhost", port, patience.Token).ConfigureAwait(false);
            return true;
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException && !ct.IsCancellationRequested)
        {
            return false;
        }
    }
}
