using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Search;

namespace AssistantStudio.Core.Knowledge;

/// <summary>Documents at scale, each with one passage, and the runs that brought them in. They have no vectors: the backfill makes them.</summary>
internal sealed class KnowledgeLoad(TimeProvider clock) : ILoadPart
{
    private const int Batch = 1_000;
    private const int Runs = 200;
    private const int WordsPerPassage = 120;

    /// <summary>As many different words as a large handbook has.</summary>
    private const int Vocabulary = 40_000;

    /// <summary>The most frequent words of any text, which nobody searches for.</summary>
    private static readonly string[] s_small =
        "the of to and a in is that for it was on as with be by at this have from or one had not but what all were when we there can an your which their said if do".Split(' ');

    private static readonly string[] s_words =
        """
        parcel order refund return customer delivery address warehouse invoice carrier label postage damage claim exchange policy period weight pallet driver route
        customs duty tariff signature depot scan tracking number reason photo evidence insurance limit excess contract account payment card transfer reminder fee
        """.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    public string What => "documents of knowledge";

    public async Task AddAsync(StudioDbContext db, Guid organizationId, int rows, CancellationToken ct)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var source = new KnowledgeSource
        {
            OrganizationId = organizationId,
            Name = "Load",
            Kind = SourceKind.Records,
            Revision = 1,
            Documents = rows,
            Chunks = rows,
            CompletedAt = now,
            CreatedAt = now,
            UpdatedAt = now,
        };
        db.Add(source);
        for (var i = 0; i < Runs; i++)
        {
            db.Add(new IngestionRun { OrganizationId = organizationId, SourceId = source.Id, State = IngestionState.Succeeded, Revision = 1, StartedAt = now.AddHours(-6 * i), FinishedAt = now.AddHours(-6 * i) });
        }

        var random = new Random(7);
        for (var start = 0; start < rows; start += Batch)
        {
            for (var i = start; i < Math.Min(start + Batch, rows); i++)
            {
                AddOne(db, source, random, i, now.AddSeconds(-i));
            }

            await db.SaveChangesAsync(ct).ConfigureAwait(false);
            db.ChangeTracker.Clear();
        }
    }

    private static void AddOne(StudioDbContext db, KnowledgeSource source, Random random, int i, DateTime at)
    {
        var title = string.Create(CultureInfo.InvariantCulture, $"About {s_words[i % s_words.Length]} {i}");

        var text = string.Join(' ', Enumerable.Range(0, WordsPerPassage).Select(_ => Word(random)));
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{title}\n{text}"));
        var document = new KnowledgeDocument
        {
            OrganizationId = source.OrganizationId,
            SourceId = source.Id,
            ExternalId = string.Create(CultureInfo.InvariantCulture, $"load-{i}"),
            Title = title,
            SearchText = string.Create(CultureInfo.InvariantCulture, $"{title}\nload-{i}").ToLowerInvariant(),
            Text = text,
            Hash = Convert.ToHexStringLower(hash),
            Bytes = text.Length,
            Chunks = 1,
            ChangedAt = at,
            IngestedAt = at,
            FromRevision = 1,
        };
        db.Add(document);
        db.Add(new KnowledgeChunk
        {
            OrganizationId = source.OrganizationId,
            SourceId = source.Id,
            DocumentId = document.Id,
            Start = 0,
            Length = text.Length,
            Heading = title,
            Text = text,
            Tokens = WordsPerPassage,
            Hash = hash,
            Scope = KnowledgeScope.Of(source.Id, new Dictionary<string, string>()),
            HeadingWords = SearchTokens.Fold(title),
            Words = SearchTokens.Fold(text),
            FromRevision = 1,
        });
    }

    /// <summary>The second word of a language is half as frequent as the first, the third a third (Zipf): a few words are in every passage, most in hardly any.</summary>
    private static string Word(Random random)
    {
        var rank = (int)Math.Pow(Vocabulary, random.NextDouble());
        return rank <= s_small.Length ? s_small[rank - 1]
            : (rank % 5 == 0 && rank / 5 < 50 * s_words.Length) ? s_words[rank / 5 % s_words.Length]
            : string.Create(CultureInfo.InvariantCulture, $"w{rank}");
    }
}
