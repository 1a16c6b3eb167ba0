using Anthropic.Models.Messages;
using Microsoft.Extensions.AI;
using VendorUsage = Anthropic.Models.Messages.Usage;

namespace AssistantStudio.Core.Providers;

/// <summary>The vendor counts only what was neither read from its cache nor written to it as input; everywhere else here, input is all of it.</summary>
internal static class AnthropicUsage
{
    public static UsageDetails Whole(VendorUsage said)
    {
        var details = Input(said);
        details.OutputTokenCount = said.OutputTokens;
        details.TotalTokenCount = details.InputTokenCount + said.OutputTokens;
        return details;
    }

    /// <summary>
    /// A stream tells at its start what went in, and at its end what came out; some of it is said twice. Here the first says the
    /// input and the last the output, so that their sum is the whole and a stream that breaks still has its input.
    /// </summary>
    /// <param name="update">Loses the counts of the vendor's client, which adds up what was said twice.</param>
    /// <param name="isCounting">From the first event that was understood on.</param>
    public static void Correct(ChatResponseUpdate update, ref bool isCounting)
    {
        UsageDetails? details = (update.RawRepresentation as RawMessageStreamEvent)?.Value switch
        {
            RawMessageStartEvent start => Input(start.Message.Usage),
            RawMessageDeltaEvent delta => new() { OutputTokenCount = delta.Usage.OutputTokens, TotalTokenCount = delta.Usage.OutputTokens },
            _ => null,
        };
        isCounting |= details is not null;
        if (!isCounting)
        {
            return;
        }

        foreach (var usage in update.Contents.OfType<UsageContent>().ToArray())
        {
            update.Contents.Remove(usage);
        }

        if (details is not null)
        {
            update.Contents.Add(new UsageContent(details));
        }
    }

    private static UsageDetails Input(VendorUsage said)
    {
        var (read, written, longer) = (said.CacheReadInputTokens ?? 0, said.CacheCreationInputTokens ?? 0, said.CacheCreation?.Ephemeral1hInputTokens ?? 0);
        var input = said.InputTokens + read + written;
        return new()
        {
            InputTokenCount = input,
            TotalTokenCount = input,
            CachedInputTokenCount = read,
            AdditionalCounts = new() { [WireKeys.CacheWrite] = Math.Max(0, written - longer), [WireKeys.CacheWriteLong] = longer },
        };
    }
}
