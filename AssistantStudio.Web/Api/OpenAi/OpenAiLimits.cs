using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace AssistantStudio.Web.Api;

/// <summary>How much one request may hold. Where OpenAI names a limit, it is the same.</summary>
internal static class OpenAiLimits
{
    public const int BodyBytes = 8 << 20;
    public const int Depth = 64;
    public const int ModelLength = 256;
    public const int Messages = 2_048;
    public const int Tools = 128;
    public const int ToolNameLength = 64;

    /// <summary>Of an id that a client made up, in what it is told of it.</summary>
    public const int CallIdShown = 64;

    public const int Stops = 4;
    public const int UserLength = 512;
    public const int MetadataPairs = 16;
    public const int MetadataKeyLength = 64;
    public const int MetadataValueLength = 512;
    public const int EmbeddingInputs = 2_048;

    /// <summary>Whoever reads what is there more slowly is taken for gone; how slowly it comes is another matter.</summary>
    public static readonly MinDataRate SlowestReader = new(bytesPerSecond: 2_048, gracePeriod: TimeSpan.FromSeconds(10));

    /// <summary>A client that is told to wait longer waits as long, with its user in front of it.</summary>
    public static readonly TimeSpan LongestRetry = TimeSpan.FromMinutes(1);

    /// <summary>After so much silence a comment keeps proxies from closing the line.</summary>
    public static readonly TimeSpan Silence = TimeSpan.FromSeconds(15);
}
