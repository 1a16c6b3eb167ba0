using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Shared;
using AssistantStudio.Core.Usage;

namespace AssistantStudio.Core.Knowledge;

/// <summary>Asks the models that help with looking. Whoever waits for passages does not wait for them for long.</summary>
internal sealed class RetrievalModels(MaterialQuestions questions, UsageWriter usage)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    /// <param name="material">What people wrote.</param>
    /// <returns>What it said, or why it said nothing.</returns>
    public Task<(string? Reply, string? Problem)> AskAsync(Access access, RetrievalModel model, string instructions, string material, int tokens, RetrievalBill? bill, CancellationToken ct)
    {
        var purpose = bill is not null ? bill.Purpose with { Operation = UsageOperation.Analysis, MayCache = true } : new CallPurpose
        {
            OrganizationId = access.OrganizationId,
            Operation = UsageOperation.Analysis,
            UserId = access.Grant.UserId,
            ApiKeyId = access.Grant.ApiKeyId,
            MayCache = true,
        };
        return questions.AskAsync(access, new(model.ProviderId, model.Name), purpose, instructions, material, tokens, bill?.Sink ?? new LedgerSink(usage), s_patience, ct);
    }
}
