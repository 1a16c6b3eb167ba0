using System.Security.Cryptography;
using System.Text;
using AssistantStudio.Core.Shared;

namespace AssistantStudio.Core.Knowledge;

/// <summary>
/// Writes a document as one text and cuts it into chunks, which are ranges of that text. A chunk never holds parts of
/// two sections: who edits one section has only its chunks embedded again. A heading without text of its own goes to
/// the section after it.
/// </summary>
internal static class Chunker
{
    /// <summary>Below this nearly every sentence would be torn.</summary>
    public const int FewestTokens = 16;

    public static ChunkedDocument Cut(ExtractedDocument document, ChunkingRules rules)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rules.MaxTokens, FewestTokens);
        ArgumentOutOfRangeException.ThrowIfNegative(rules.OverlapTokens);

        var written = DocumentText.Of(document);
        var packer = new SectionPacker(written.Text, rules);
        var trail = new HeadingTrail(document.Title);
        var chunks = new List<TextChunk>();
        var headings = new List<PlacedBlock>();
        var body = new List<PlacedBlock>();

        void EndSection()
        {
            if (headings.Count + body.Count > 0)
            {
                var path = trail.ToString();
                chunks.AddRange(packer.Pack(headings, body).Select(span => ChunkOf(written.Text, span, path)));
            }

            headings.Clear();
            body.Clear();
        }

        foreach (var block in written.Blocks)
        {
            if (block.Kind != BlockKind.Heading)
            {
                body.Add(block);
                continue;
            }

            if (body.Count > 0)
                EndSection();
            trail.Enter(block.Level, block.Text);
            headings.Add(block);
        }

        EndSection();
        return new(written.Text, chunks);
    }

    private static TextChunk ChunkOf(string text, TextSpan span, string path)
    {
        var own = text[span.Start..span.End];
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{path}\n{own}"));
        return new(span.Start, span.Length, path, TokenEstimate.Of(own), Convert.ToHexStringLower(hash));
    }
}
