using AssistantStudio.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Conversations;

/// <summary>The rows that every turn writes, past EF: before the first word and after the last one nobody should wait for statements to be put together.</summary>
internal static class TurnRows
{
    private const string Claim = """
        UPDATE "Conversations" SET "RunningTurnId" = @p3, "RunningNode" = @p4, "RunningUntil" = @p5, "LastOrdinal" = "LastOrdinal" + @p6, "Messages" = "Messages" + @p6,
            "HeadId" = @p7, "HasBranches" = "HasBranches" OR @p8, "DeploymentId" = @p9, "Version" = @p10, "LastActivityAt" = @p11
        WHERE "OrganizationId" = @p0 AND "Id" = @p1 AND "LastOrdinal" = @p2 AND "RunningTurnId" IS NULL AND "Status" IN ('Active', 'Escalated')
        """;

    private const string Close = """
        UPDATE "Conversations" SET "InputTokens" = "InputTokens" + @p3, "OutputTokens" = "OutputTokens" + @p4, "Cost" = "Cost" + @p5, "UnpricedCalls" = "UnpricedCalls" + @p6,
            "Compressions" = "Compressions" + @p7, "LastActivityAt" = @p8, "NeedsAnalysis" = TRUE,
            "RunningNode" = NULL, "RunningUntil" = NULL, "RunningTurnId" = NULL
        WHERE "OrganizationId" = @p0 AND "Id" = @p1 AND "RunningTurnId" = @p2
        """;

    private const string Touch = """
        UPDATE "Conversations" SET "LastActivityAt" = @p2, "NeedsAnalysis" = TRUE WHERE "OrganizationId" = @p0 AND "Id" = @p1
        """;

    private const string Add = """
        UPDATE "Conversations" SET "InputTokens" = "InputTokens" + @p2, "OutputTokens" = "OutputTokens" + @p3, "Cost" = "Cost" + @p4, "UnpricedCalls" = "UnpricedCalls" + @p5,
            "Compressions" = "Compressions" + @p6
        WHERE "OrganizationId" = @p0 AND "Id" = @p1
        """;

    private const string Complete = """
        UPDATE "Messages" SET "State" = @p2, "Content" = @p3, "Tokens" = @p4, "ToolsJson" = @p5, "CitationsJson" = @p6, "Confidence" = @p7, "PromptKey" = @p8, "PromptVersion" = @p9,
            "Provider" = @p10, "Model" = @p11, "InputTokens" = @p12, "OutputTokens" = @p13, "Cost" = @p14, "FirstTokenMs" = @p15, "TotalMs" = @p16, "Fault" = @p17, "FaultText" = @p18, "CompletedAt" = @p19, "LostAt" = NULL
        WHERE "OrganizationId" = @p0 AND "Id" = @p1
        """;

    private static readonly string[] s_message =
    [
        "Id", "OrganizationId", "ConversationId", "Ordinal", "ParentId", "Role", "State", "Content", "Tokens", "TurnId", "ClientKey", "InputTokens", "OutputTokens", "CreatedAt", "CompletedAt",
    ];

    private static readonly string[] s_trace = ["Id", "OrganizationId", "ConversationId", "MessageId", "StartedAt", "TotalMs", "SnapshotHash", "DetailJson"];

    /// <summary>Takes the conversation for this turn. False: somebody else has it, or it is not as the turn has seen it.</summary>
    public static async Task<bool> ClaimAsync(this StudioDbContext context, TurnBeginning b, string node)
    {
        // Or the question would stand beside what was said meanwhile, which nobody would be told of.
        var (after, head) = b is { Question: { } question, Replaces: false } ? (question.ParentId, question.ParentId is null ? " AND \"HeadId\" IS NULL" : " AND \"HeadId\" = @p12") : (null, "");
        var claimed = await context.ExecuteRawAsync(
            Claim + head,
            [
                b.OrganizationId, b.ConversationId, b.LastOrdinal, b.TurnId, node, b.At + ConversationLimits.Lease, b.Question is null ? 1 : 2,
                b.Reply.Id, b.Replaces, b.DeploymentId, b.Version, b.At, .. after is { } id ? new object?[] { id } : [],
            ],
            CancellationToken.None).ConfigureAwait(false);
        return claimed == 1;
    }

    /// <summary>The questions, and the replies to come.</summary>
    public static Task WriteAsync(this StudioDbContext context, IEnumerable<TurnBeginning> beginnings) =>
        context.InsertAsync("Messages", s_message, [.. beginnings.SelectMany(b => b.Question is { } question ? new[] { question, b.Reply } : [b.Reply]).Select(ValuesOf)], keepOld: false, CancellationToken.None);

    /// <summary>Lets the next turn begin. False: the conversation is not there any more, and the reply with it.</summary>
    public static async Task<bool> CloseAsync(this StudioDbContext context, TurnEnding e)
    {
        var closed = await context.ExecuteRawAsync(
            Close,
            [
                e.OrganizationId, e.Reply.ConversationId, e.Reply.TurnId, e.Reply.InputTokens, e.Reply.OutputTokens, e.Usage.Sum(u => u.Cost ?? 0), e.Usage.Count(u => u.Cost is null),
                e.Digest is null ? 0 : 1, e.At,
            ],
            CancellationToken.None).ConfigureAwait(false);
        return closed > 0 || await CloseLateAsync(context, e).ConfigureAwait(false);
    }

    /// <summary>
    /// Of a turn that was taken for dead: another one may be going on, and stays. What the ledger had of it is counted already,
    /// or is about to be: whoever has the conversation's row decides.
    /// </summary>
    private static async Task<bool> CloseLateAsync(StudioDbContext context, TurnEnding e)
    {
        if (await context.ExecuteRawAsync(Touch, [e.OrganizationId, e.Reply.ConversationId, e.At], CancellationToken.None).ConfigureAwait(false) == 0)
        {
            return false;
        }

        var isCounted = await context.Set<Message>().AnyAsync(m => m.Id == e.Reply.Id && m.Fault == StopText.ByCrash && m.LostAt == null).ConfigureAwait(false);
        var usage = isCounted ? e.NewUsage : e.Usage;
        await context.ExecuteRawAsync(
            Add,
            [
                e.OrganizationId, e.Reply.ConversationId, usage.Sum(u => u.Usage.Input), usage.Sum(u => u.Usage.Output), usage.Sum(u => u.Cost ?? 0), usage.Count(u => u.Cost is null),
                e.Digest is null ? 0 : 1,
            ],
            CancellationToken.None).ConfigureAwait(false);
        return true;
    }

    /// <summary>What the reply became. What others say of it meanwhile, they have written themselves.</summary>
    public static Task CompleteAsync(this StudioDbContext context, Message m) => context.ExecuteRawAsync(
        Complete,
        [
            m.OrganizationId, m.Id, m.State.ToString(), m.Content, m.Tokens, m.ToolsJson, m.CitationsJson, m.Confidence, m.PromptKey, m.PromptVersion,
            m.Provider, m.Model, m.InputTokens, m.OutputTokens, m.Cost, m.FirstTokenMs, m.TotalMs, m.Fault, m.FaultText, m.CompletedAt,
        ],
        CancellationToken.None);

    /// <summary>How the replies came about.</summary>
    public static Task WriteAsync(this StudioDbContext context, IEnumerable<TurnTrace> traces) => context.InsertAsync(
        "TurnTraces", s_trace, [.. traces.Select(t => new object?[] { t.Id, t.OrganizationId, t.ConversationId, t.MessageId, t.StartedAt, t.TotalMs, t.SnapshotHash, t.DetailJson })],
        keepOld: false, CancellationToken.None);

    private static object?[] ValuesOf(Message m) =>
    [
        m.Id, m.OrganizationId, m.ConversationId, m.Ordinal, m.ParentId, m.Role.ToString(), m.State.ToString(), m.Content, m.Tokens, m.TurnId, m.ClientKey, m.InputTokens, m.OutputTokens, m.CreatedAt, m.CompletedAt,
    ];
}
