using System.Text.Json;
using AssistantStudio.Core.Shared;

namespace AssistantStudio.Core.Providers;

/// <summary>Why a provider did not do what was asked of it, as far as that decides what to do next.</summary>
public enum ProviderFault
{
    WrongKey,
    NotPermitted,
    UnknownModel,
    NoCredit,
    BudgetExceeded,
    RateLimited,
    ContextTooLong,
    ContentRefused,
    FieldRefused,
    BadRequest,
    Overloaded,
    Unreachable,
    TimedOut,
    Insecure,
    WrongAddress,
    NotAnApi,
    Unreadable,
    BrokenOff,
}

public static class ProviderFaults
{
    /// <summary>"wrong_key": for programs, the ledger and telemetry.</summary>
    public static string Code(this ProviderFault fault) => JsonNamingPolicy.SnakeCaseLower.ConvertName(fault.ToString());
}

/// <summary>A call of a model or of its provider that failed. The message is a sentence that a person can act on.</summary>
public sealed class ModelCallException(ProviderFault fault, string message, Exception? inner = null) : ProviderFailedException(message, inner)
{
    public ProviderFault Fault { get; } = fault;

    /// <summary>As the provider put it, without secrets.</summary>
    public string? Detail { get; init; }

    /// <summary>The field of the request that the provider does not take.</summary>
    public string? Field { get; init; }

    public TimeSpan? RetryAfter { get; init; }

    public int? Status { get; init; }

    /// <summary>The same call may succeed a little later. Never true where trying again costs money or cannot help.</summary>
    public bool MayRetry => Fault is ProviderFault.RateLimited or ProviderFault.Overloaded or ProviderFault.Unreachable or ProviderFault.TimedOut;
}
