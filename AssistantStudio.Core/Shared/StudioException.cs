namespace AssistantStudio.Core.Shared;

/// <summary>
/// An expected failure: a stable code for programs and a sentence for a person, who may read it as it stands.
/// Anything else that is thrown is a bug and is shown as a reference id only.
/// </summary>
public abstract class StudioException(string code, string message, Exception? inner = null) : Exception(message, inner)
{
    public string Code { get; } = code;
}

/// <summary>What was sent cannot be taken; <see cref="Errors"/> says why, field by field.</summary>
public sealed class ValidationException(IReadOnlyDictionary<string, string[]> errors)
    : StudioException("validation_failed", Summary(errors))
{
    public ValidationException(string field, string message)
        : this(new Dictionary<string, string[]> { [field] = [message] })
    {
    }

    /// <summary>A text has more characters than are taken: programs that send texts of other people tell this apart.</summary>
    public bool IsTooLong { get; init; }

    /// <summary>Field name in camelCase (empty for the whole) to sentences.</summary>
    public IReadOnlyDictionary<string, string[]> Errors { get; } = errors;

    private static string Summary(IReadOnlyDictionary<string, string[]> errors) =>
        string.Join(" ", errors.SelectMany(e => e.Value));
}

/// <summary>It is not there, or belongs to another organisation: the caller cannot tell which.</summary>
public sealed class NotFoundException(string what, string code = "not_found") : StudioException(code, $"{what} was not found. It may have been deleted.");

public sealed class ForbiddenException : StudioException
{
    public ForbiddenException(Permission permission)
        : base("forbidden", $"Your role does not allow this ({PermissionText.Of(permission)}). An administrator of your organisation can change that.") =>
        Permission = permission;

    /// <summary>Whoever asks with a key may not be who can change the key, and may not be a person at all.</summary>
    public static ForbiddenException OfKey(Permission permission, bool isOwners) => new(
        $"This API key does not have the right {PermissionText.WordOf(permission)} ({PermissionText.Of(permission)}). "
        + (isOwners ? "It was made for other rights only: use a key that has this one." : "A key has the rights of whoever made it at most, and they do not have this one; an administrator of the organisation can change that."),
        permission);

    private ForbiddenException(string message, Permission permission)
        : this(message) => Permission = permission;

    public ForbiddenException(string message)
        : base("forbidden", message)
    {
    }

    public Permission? Permission { get; }

    /// <summary>An address that this installation does not fetch from, instead of something that a person may not do.</summary>
    public bool IsOfAddress { get; init; }

    /// <summary>A site administrator may open the address, and is offered to.</summary>
    public bool MayBeAllowed { get; init; }
}

/// <summary>Somebody else changed the same thing first, or it is in a state that does not allow this.</summary>
public sealed class ConflictException(string message, string code = "conflict") : StudioException(code, message)
{
    public const string StaleCode = "stale";

    /// <summary>The editor saw another version of the row than is stored: both can be shown side by side.</summary>
    public bool IsStale => Code == StaleCode;

    public static ConflictException Stale(string what) =>
        new($"{what} was changed by someone else in the meantime. Your changes are not saved; reload to see the current state.", StaleCode);
}

public sealed class LimitExceededException(string message, TimeSpan? retryAfter = null) : StudioException("limit_exceeded", message)
{
    public TimeSpan? RetryAfter { get; } = retryAfter;
}

/// <summary>A provider outside this program did not do what was asked of it.</summary>
public class ProviderFailedException(string message, Exception? inner = null, string code = "provider_failed") : StudioException(code, message, inner);

/// <summary>The address is another one now, and nobody said that redirects may be followed.</summary>
public sealed class RedirectedException(Uri from, Uri to, bool isPermanent) : ProviderFailedException($"{from.IdnHost} sends on to {to.GetLeftPart(UriPartial.Path)}.")
{
    /// <summary>False: the address may be the old one again tomorrow.</summary>
    public bool IsPermanent { get; } = isPermanent;

    public Uri To { get; } = to;
}

/// <summary>It should work, but not now: the database is locked, the disk is full, the program is stopping.</summary>
public sealed class UnavailableException(string message, Exception? inner = null, string code = "unavailable") : StudioException(code, message, inner);
