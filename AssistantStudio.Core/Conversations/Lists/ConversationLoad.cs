using System.Globalization;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Shared;

namespace AssistantStudio.Core.Conversations;

/// <summary>Conversations at scale: as many messages as rows are asked for, a hundred in each.</summary>
internal sealed class ConversationLoad(TimeProvider clock) : ILoadPart
{
    public const int MessagesEach = 100;

    private const int AtOnce = 200;
    private const int Days = 90;
    private const int Assistants = 8;
    private const int People = 40;

    private static readonly string[] s_conversationColumns =
    [
        "Id", "OrganizationId", "AssistantId", "AssistantName", "Version", "Channel", "UserId", "StartedBy", "Title", "IsTitled", "Status", "VariablesJson", "HeadId", "LastOrdinal", "HasBranches", "Messages",
        "InputTokens", "OutputTokens", "Cost", "UnpricedCalls", "Compressions", "Sentiment", "Resolution", "Topics", "Summary", "NeedsAnalysis", "Rating", "Liked", "Disliked", "StartedAt", "LastActivityAt",
    ];

    private static readonly string[] s_messageColumns =
        ["Id", "OrganizationId", "ConversationId", "Ordinal", "ParentId", "Role", "State", "Content", "Tokens", "TurnId", "InputTokens", "OutputTokens", "CreatedAt", "CompletedAt"];

    private static readonly string[] s_subjects = ["parcel that does not come", "return of two left boots", "invoice with a wrong address", "label printer in hall 3", "customs form for Norway", "password of the scanner"];

    public string What => "messages of conversations";

    public async Task AddAsync(StudioDbContext db, Guid organizationId, int rows, CancellationToken ct)
    {
        var random = new Random(815);
        var now = clock.GetUtcNow().UtcDateTime;
        var (assistants, people) = (Ids(random, Assistants), Ids(random, People));
        var count = Math.Max(1, rows / MessagesEach);
        for (var done = 0; done < count; done += AtOnce)
        {
            var transaction = await db.Database.BeginTransactionAsync(ct).ConfigureAwait(false);
            await using (transaction.ConfigureAwait(false))
            {
                var (conversations, messages) = (new List<object?[]>(), new List<object?[]>());
                for (var i = done; i < Math.Min(done + AtOnce, count); i++)
                {
                    AddOne(organizationId, i, now.AddDays(-Days * (1 - ((double)i / count))), assistants[i % Assistants], people[i % People], random, conversations, messages);
                }

                await db.InsertAsync("Conversations", s_conversationColumns, conversations, keepOld: false, ct).ConfigureAwait(false);
                await db.InsertAsync("Messages", s_messageColumns, messages, keepOld: false, ct).ConfigureAwait(false);
                await transaction.CommitAsync(ct).ConfigureAwait(false);
            }
        }
    }

    private static void AddOne(Guid organization, int i, DateTime at, Guid assistant, Guid person, Random random, List<object?[]> conversations, List<object?[]> messages)
    {
        var id = Guid.CreateVersion7(at);
        var subject = s_subjects[i % s_subjects.Length];
        Guid? before = null;
        for (var n = 1; n <= MessagesEach; n++)
        {
            var message = Guid.CreateVersion7(at.AddSeconds(n));
            var isQuestion = n % 2 == 1;
            var text = isQuestion ? string.Create(CultureInfo.InvariantCulture, $"Question {n} about the {subject}: what is to be done next, and who does it?")
                : string.Create(CultureInfo.InvariantCulture, $"About the {subject}: step {n} is done by the desk in Rotterdam within two working days. You get a message as soon as it is done.");
            messages.Add([message, organization, id, n, before, isQuestion ? "User" : "Assistant", "Complete", text, TokenEstimate.Of(text), Guid.CreateVersion7(at.AddSeconds(n - (n + 1) % 2)), isQuestion ? 0L : 400L, isQuestion ? 0L : 40L, at.AddSeconds(n), at.AddSeconds(n)]);
            before = message;
        }

        conversations.Add(
        [
            id, organization, assistant, $"Assistant {(i % Assistants) + 1}", 1, i % 5 == 0 ? "Api" : "Chat", person, $"Person {(i % People) + 1}", $"About the {subject}", false,
            i % 3 == 0 ? "Ended" : "Active", "{}", before, MessagesEach, false, MessagesEach, 20_000L, 2_000L, (long)random.Next(1_000_000, 900_000_000), 0, 0,
            (i % 4) switch { 0 => "Negative", 1 => "Positive", _ => "Neutral" }, "Unknown", "", "", false, i % 3 == 0 ? 1 + (i % 5) : null, 0, 0, at, at.AddSeconds(MessagesEach),
        ]);
    }

    private static Guid[] Ids(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => Guid.CreateVersion7(DateTimeOffset.UnixEpoch.AddSeconds(random.Next(1_700_000_000))))];
}
