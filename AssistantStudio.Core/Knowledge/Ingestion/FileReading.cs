using System.Globalization;
using System.Security.Cryptography;

namespace AssistantStudio.Core.Knowledge;

/// <summary>The bytes of a file as something to ingest.</summary>
internal sealed class FileReading(DocumentReader reader)
{
    public ItemContent Of(string name, string? mediaType, byte[] bytes) =>
        new(HashOf(bytes), bytes.Length, ct => reader.ReadAsync(name, mediaType, new MemoryStream(bytes, writable: false), ct));

    public static string HashOf(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    public static ExtractionException TooLarge(long bytes) => new(string.Create(
        CultureInfo.InvariantCulture, $"The file has {bytes / (1024.0 * 1024):#,0} MB. Files of up to {KnowledgeLimits.FileBytes / (1024 * 1024)} MB can be read."));
}
