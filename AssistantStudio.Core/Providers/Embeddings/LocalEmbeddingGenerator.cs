using System.Collections.Concurrent;
using System.Globalization;
using AssistantStudio.Core.Shared;
using Microsoft.Extensions.AI;

namespace AssistantStudio.Core.Providers;

/// <summary>
/// What the local embeddings have in common: the texts are checked, cut into batches, and worked through by a fixed
/// number of threads however many callers there are. The order is kept, every text has one result, and a call can be
/// cancelled between two batches.
/// </summary>
public abstract class LocalEmbeddingGenerator : IEmbeddingGenerator<string, Embedding<float>>
{
    /// <summary>In <see cref="GeneratedEmbeddings{T}.AdditionalProperties"/>: how many texts were longer than what the model reads.</summary>
    public const string TruncatedTexts = "truncatedTexts";

    private readonly EmbeddingGeneratorMetadata _metadata;
    private readonly SemaphoreSlim _slots;
    private readonly int _threads;

    private protected LocalEmbeddingGenerator(string provider, string model, int dimensions, int threads)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        _metadata = new(provider, providerUri: null, model, dimensions);
        _threads = threads;
        _slots = new(threads);
        Dimensions = dimensions;
    }

    public int Dimensions { get; }

    public async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(values);
        var texts = values as IReadOnlyList<string> ?? [.. values];
        Check(texts, options);
        var prefix = EmbeddingPrefix.Of(options);
        var isQuick = IsQuick(texts);
        var work = isQuick ? Plan(texts, prefix) : await Task.Run(() => Plan(texts, prefix), cancellationToken).ConfigureAwait(false);
        var results = new Embedding<float>[texts.Count];
        var usage = await RunAsync(work, results, isQuick, cancellationToken).ConfigureAwait(false);

        var embeddings = new GeneratedEmbeddings<Embedding<float>>(results)
        {
            Usage = new() { InputTokenCount = usage.Tokens, TotalTokenCount = usage.Tokens },
        };
        if (usage.Truncated > 0)
            embeddings.AdditionalProperties = new() { [TruncatedTexts] = usage.Truncated };

        return embeddings;
    }

    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is not null ? null
            : serviceType == typeof(EmbeddingGeneratorMetadata) ? _metadata
            : serviceType.IsInstanceOfType(this) ? this
            : null;
    }

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
            _slots.Dispose();
    }

    private protected abstract EmbeddingWork Plan(IReadOnlyList<string> texts, string prefix);

    /// <summary>Whether the texts are done sooner than another thread has woken up: then whoever asks does it.</summary>
    private protected virtual bool IsQuick(IReadOnlyList<string> texts) => false;

    private async Task<BatchUsage> RunAsync(EmbeddingWork work, Embedding<float>[] results, bool isQuick, CancellationToken ct)
    {
        var next = -1;
        var done = new ConcurrentBag<BatchUsage>();

        async Task WorkAsync()
        {
            while (Volatile.Read(ref next) < work.Batches - 1)
            {
                await _slots.WaitAsync(ct).ConfigureAwait(false);
                try
                {
                    var batch = Interlocked.Increment(ref next);
                    if (batch < work.Batches)
                        done.Add(work.Embed(batch, results));
                }
                catch
                {
                    // The call fails as a whole, so the other threads need not go on.
                    Interlocked.Exchange(ref next, work.Batches);
                    throw;
                }
                finally
                {
                    _slots.Release();
                }
            }
        }

        var threads = Enumerable.Range(0, isQuick ? 1 : Math.Min(_threads, work.Batches));
        await Task.WhenAll(threads.Select(_ => isQuick ? WorkAsync() : Task.Run(WorkAsync, ct))).ConfigureAwait(false);
        return new(done.Sum(u => u.Tokens), done.Sum(u => u.Truncated));
    }

    private void Check(IReadOnlyList<string> texts, EmbeddingGenerationOptions? options)
    {
        if (options?.Dimensions is { } asked && asked != Dimensions)
        {
            throw new ValidationException("dimensions", string.Create(
                CultureInfo.InvariantCulture, $"This model gives vectors of {Dimensions} dimensions; {asked} were asked for."));
        }

        for (var i = 0; i < texts.Count; i++)
        {
            if (string.IsNullOrWhiteSpace(texts[i]))
                throw At(i, $"Text {i + 1} of {texts.Count} is empty: there is nothing to embed.");

            if (texts[i].Length > LocalEmbeddingLimits.TextLength)
                throw At(i, $"Text {i + 1} of {texts.Count} has {texts[i].Length:N0} characters; the most is {LocalEmbeddingLimits.TextLength:N0}. Cut it into pieces.");
        }
    }

    private static ValidationException At(int index, FormattableString message) =>
        new(string.Create(CultureInfo.InvariantCulture, $"texts[{index}]"), message.ToString(CultureInfo.InvariantCulture));
}
