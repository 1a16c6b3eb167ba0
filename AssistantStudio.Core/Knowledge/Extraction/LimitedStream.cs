namespace AssistantStudio.Core.Knowledge;

/// <summary>Reads streams whose length nobody may be believed about.</summary>
internal static class LimitedStream
{
    private const int Piece = 64 * 1024;

    public static async Task<byte[]> ReadAllAsync(Stream content, long most, CancellationToken ct)
    {
        if (content.CanSeek && content.Length - content.Position > most)
            throw new ExtractionException($"The file has {ExtractionLimits.Size(content.Length - content.Position)}; the most is {ExtractionLimits.Size(most)}.");

        using var all = new MemoryStream();
        var piece = new byte[Piece];
        int read;
        while ((read = await content.ReadAsync(piece, ct).ConfigureAwait(false)) > 0)
        {
            if (all.Length + read > most)
                throw new ExtractionException($"The file has more than {ExtractionLimits.Size(most)}, which is the most.");

            await all.WriteAsync(piece.AsMemory(0, read), ct).ConfigureAwait(false);
        }

        return all.ToArray();
    }
}
