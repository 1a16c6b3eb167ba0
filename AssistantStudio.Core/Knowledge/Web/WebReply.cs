namespace AssistantStudio.Core.Knowledge;

internal enum ReplyKind
{
    /// <summary>It can be read.</summary>
    Page,

    /// <summary>It is what it was.</summary>
    Unchanged,

    /// <summary>It is elsewhere.</summary>
    Moved,

    /// <summary>It is not there any more.</summary>
    Gone,

    /// <summary>The server wants to know who asks, or does not want this to be asked.</summary>
    Closed,

    /// <summary>A picture, a program: nothing that could be read.</summary>
    NoText,

    /// <summary>The server is asked too much at the moment.</summary>
    Busy,

    /// <summary>The server, or the way to it, has a fault.</summary>
    Trouble,

    /// <summary>It is there and cannot be read, today or tomorrow.</summary>
    Unreadable,
}

/// <summary>What asking for an address came to.</summary>
internal sealed record WebReply(ReplyKind Kind)
{
    /// <summary>It sends on, and may not do so tomorrow.</summary>
    public bool IsForNow { get; init; }

    public int? Status { get; init; }

    public string ContentType { get; init; } = "";

    public byte[] Body { get; init; } = [];

    public string? ETag { get; init; }

    public string? LastModified { get; init; }

    public DateTime? ChangedAt { get; init; }

    public RobotsTag Robots { get; init; } = RobotsTag.None;

    public Uri? To { get; init; }

    /// <summary>How long the server wants to be left alone, if it says so.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Why it cannot be read, with a sentence for a person.</summary>
    public Exception? Failure { get; init; }
}

/// <summary>What a server says about a page in its headers: <c>X-Robots-Tag: noindex, nofollow</c>, or for some only, <c>otherbot: noindex</c>.</summary>
internal readonly record struct RobotsTag(bool NoIndex, bool NoFollow)
{
    public static RobotsTag None { get; }

    public static RobotsTag Of(IEnumerable<string> headers, string userAgentToken)
    {
        var (noIndex, noFollow) = (false, false);
        foreach (var header in headers)
        {
            var isForUs = true;
            foreach (var part in header.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            {
                // A name in front is of whom the words behind it are meant for; "unavailable_after: date" looks the same and says nothing here.
                var colon = part.IndexOf(':', StringComparison.Ordinal);
                if (colon > 0)
                {
                    isForUs = part.AsSpan(0, colon).Trim() is var name && (name is "*" || name.Equals(userAgentToken, StringComparison.OrdinalIgnoreCase));
                }

                var word = part.AsSpan(colon + 1).Trim();
                var isNone = word.Equals("none", StringComparison.OrdinalIgnoreCase);
                noIndex |= isForUs && (isNone || word.Equals("noindex", StringComparison.OrdinalIgnoreCase));
                noFollow |= isForUs && (isNone || word.Equals("nofollow", StringComparison.OrdinalIgnoreCase));
            }
        }

        return new(noIndex, noFollow);
    }
}
