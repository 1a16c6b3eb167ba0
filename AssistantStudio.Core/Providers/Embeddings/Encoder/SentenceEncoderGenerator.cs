using System.Collections.Concurrent;
using Microsoft.Extensions.AI;

namespace AssistantStudio.Core.Providers;

/// <summary>Embeddings of a sentence encoder from a model folder. Texts of about the same length go together.</summary>
public sealed class SentenceEncoderGenerator : LocalEmbeddingGenerator
{
    /// <summary>Tokens of a batch: enough to read the weights seldom, few enough for the second cache.</summary>
    private const int RowsPerBatch = 288;

    private readonly SentenceEncoder _encoder;
    private readonly WordPieceTokenizer _tokenizer;
    private readonly int _threads;
    private readonly ConcurrentBag<EncoderWorkspace> _workspaces = [];

    internal SentenceEncoderGenerator(string model, SentenceEncoder encoder, WordPieceTokenizer tokenizer, int threads)
        : base(ModelFolder.ProviderName, model, encoder.Config.HiddenSize, threads)
    {
        if (tokenizer.LargestId >= encoder.Config.VocabularySize)
            throw ModelFolderError.Of($"The tokenizer knows the token {tokenizer.LargestId}, the model only {encoder.Config.VocabularySize} tokens: they belong to different models.");

        _encoder = encoder;
        _tokenizer = tokenizer;
        _threads = threads;
    }

    private protected override EmbeddingWork Plan(IReadOnlyList<string> texts, string prefix) => new Work(this, texts, prefix);

    private sealed class Work : EmbeddingWork
    {
        private readonly SentenceEncoderGenerator _owner;
        private readonly int[] _order;
        private readonly int[] _lengths;
        private readonly long[] _starts;
        private readonly bool[] _complete;
        private readonly List<int[]> _tokens = [];
        private readonly List<Range> _batches = [];

        public Work(SentenceEncoderGenerator owner, IReadOnlyList<string> texts, string prefix)
        {
            _owner = owner;
            _order = new int[texts.Count];
            _lengths = new int[texts.Count];
            _starts = new long[texts.Count];
            _complete = new bool[texts.Count];
            Tokenize(texts, prefix);
            for (var i = 0; i < _order.Length; i++)
                _order[i] = i;

            // By length, the longest first: the last batches are short, and no thread waits long for another. Equal
            // lengths keep their order, so that a call gives the same batches every time.
            Array.Sort(_order, (a, b) => _lengths[a] != _lengths[b] ? _lengths[b].CompareTo(_lengths[a]) : a.CompareTo(b));
            Cut();
        }

        public override int Batches => _batches.Count;

        public override BatchUsage Embed(int batch, Embedding<float>[] results)
        {
            var texts = _order.AsSpan(_batches[batch]);
            var lengths = new int[texts.Length];
            var vectors = new float[texts.Length][];
            var rows = 0;
            var truncated = 0;
            for (var i = 0; i < texts.Length; i++)
            {
                rows += lengths[i] = _lengths[texts[i]];
                vectors[i] = new float[_owner.Dimensions];
                truncated += _complete[texts[i]] ? 0 : 1;
            }

            var tokens = new int[rows];
            rows = 0;
            foreach (var text in texts)
            {
                TokensOf(text).CopyTo(tokens.AsSpan(rows));
                rows += _lengths[text];
            }

            var work = _owner.Rent(rows, lengths[0]);
            _owner._encoder.Encode(work, tokens, lengths, vectors);
            _owner._workspaces.Add(work);
            for (var i = 0; i < texts.Length; i++)
                results[texts[i]] = new(vectors[i]);

            return new(rows, truncated);
        }

        private const int TokensPerPage = 1 << 16;

        private void Tokenize(IReadOnlyList<string> texts, string prefix)
        {
            var most = _owner._encoder.Config.MaxTokens;
            var pageSize = Math.Max(TokensPerPage, most);
            var used = pageSize;
            for (var i = 0; i < texts.Count; i++)
            {
                if (pageSize - used < most)
                {
                    // A single short text does not need a page of its own size.
                    _tokens.Add(new int[texts.Count == 1 ? most : pageSize]);
                    used = 0;
                }

                var text = prefix.Length == 0 ? texts[i] : prefix + texts[i];
                _lengths[i] = _owner._tokenizer.Encode(text, _tokens[^1].AsSpan(used, most), withSpecials: true, out _complete[i]);
                if (_lengths[i] == 0)
                    _tokens[^1][used + _lengths[i]++] = _owner._tokenizer.Unknown;

                _starts[i] = ((long)(_tokens.Count - 1) << 32) | (uint)used;
                used += _lengths[i];
            }
        }

        private ReadOnlySpan<int> TokensOf(int text) => _tokens[(int)(_starts[text] >> 32)].AsSpan((int)(uint)_starts[text], _lengths[text]);

        private void Cut()
        {
            // Few texts are shared among the threads, many fill whole batches.
            var all = _lengths.Sum(l => (long)l);
            var limit = (int)Math.Min(RowsPerBatch, (all + _owner._threads - 1) / _owner._threads);
            var start = 0;
            var rows = 0;
            for (var i = 0; i < _order.Length; i++)
            {
                var length = _lengths[_order[i]];
                if (i > start && rows + length > limit)
                {
                    _batches.Add(start..i);
                    (start, rows) = (i, 0);
                }

                rows += length;
            }

            if (start < _order.Length)
                _batches.Add(start.._order.Length);
        }
    }

    private EncoderWorkspace Rent(int rows, int longest)
    {
        if (_workspaces.TryTake(out var idle) && idle.RowCapacity >= rows && idle.Longest >= longest)
            return idle;

        // One that is too small is dropped: after the longest text there are only large ones.
        return new(_encoder.Config, Math.Max(rows, RowsPerBatch), Math.Max(longest, PackedMatrix.PanelWidth));
    }
}
