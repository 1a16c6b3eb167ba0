using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Shared;
using AssistantStudio.Core.Usage;
using Microsoft.Extensions.AI;

namespace AssistantStudio.Core.Knowledge;

/// <summary>Asks the models that help with looking. Whoever waits for passages does not wait for them for long.</summary>
internal sealed class RetrievalModels(ModelTargets targets, ModelCalls calls, UsageWriter usage, TimeProvider clock)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    /// <param name="material">What people wrote: it stands between marks, and the instructions say so.</param>
    /// <returns>What it said, or why it said nothing.</returns>
    public async Task<(string? Reply, string? Problem)> AskAsync(Access access, RetrievalModel model, string instructions, string material, int tokens, CancellationToken ct)
    {
        using var patience = new CancellationTokenSource(s_patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, patience.Token);
        try
        {
            var target = await targets.FindAsync(access, model.ProviderId, model.Name, either.Token).ConfigureAwait(false);
            var purpose = new CallPurpose
            {
                OrganizationId = access.OrganizationId,
                Operation = UsageOperation.Analysis,
                UserId = access.Grant.UserId,
                ApiKeyId = access.Grant.ApiKeyId,
                MayCache = true,
            };
            using var client = calls.Open([target], purpose, new LedgerSink(usage));
            var reply = await client.GetResponseAsync(
                [new(ChatRole.System, instructions), new(ChatRole.User, Marked(material))], new() { MaxOutputTokens = tokens }, either.Token).ConfigureAwait(false);
            return (reply.Text, null);
        }
        catch (StudioException e)
        {
            return (null, e.Message);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return (null, $"{model.Name} did not answer in time.");
        }
    }

    /// <summary>What people wrote must not end the marks itself.</summary>
    private static string Marked(string material) =>
        $"<<<\n{material.Replace("<<<", "‹‹‹", StringComparison.Ordinal).Replace(">>>", "›››", StringComparison.Ordinal)}\n>>>";
}
