using Microsoft.Extensions.AI;

namespace AssistantStudio.Core.Providers;

/// <summary>What the wire tells beyond the abstractions, in AdditionalProperties.</summary>
public static class WireKeys
{
    /// <summary>On a response: the bill as the vendor reports it, in nano-dollars (long).</summary>
    public const string VendorCost = "studio.vendor_cost";

    /// <summary>On a response: the service tier that was really used (string).</summary>
    public const string ServiceTier = "studio.service_tier";

    /// <summary>On a response: the vendor's id of the request, for its support (string).</summary>
    public const string RequestId = "studio.request_id";

    /// <summary>In AdditionalCounts of usage: input tokens written to the vendor's cache, for its usual lifetime.</summary>
    public const string CacheWrite = "studio.cache_write";

    /// <summary>The same, kept for an hour or longer.</summary>
    public const string CacheWriteLong = "studio.cache_write_long";

    /// <summary>What one of these keys says, if anything.</summary>
    internal static T? Extra<T>(AdditionalPropertiesDictionary? properties, string key) => properties is not null && properties.TryGetValue(key, out T? value) ? value : default;

    /// <summary>On a tool call: what a vendor wants back unchanged (JsonElement).</summary>
    internal const string ExtraContent = "studio.extra_content";

    /// <summary>On a tool call: the arguments as they came (string).</summary>
    public const string RawArguments = "studio.raw_arguments";
}
