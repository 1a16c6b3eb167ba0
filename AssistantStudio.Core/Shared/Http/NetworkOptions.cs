using System.Globalization;
using Microsoft.Extensions.Options;

namespace AssistantStudio.Core.Shared.Http;

/// <summary>Which networks outside the public internet the program may fetch from.</summary>
public sealed class NetworkOptions
{
    public const string Section = "AssistantStudio:Network";

    /// <summary>Networks such as <c>127.0.0.0/8</c>, or single addresses. Everything else that is not public is refused.</summary>
    public string[] AllowedPrivateNetworks { get; set; } = [];
}

internal sealed class NetworkOptionsValidator : IValidateOptions<NetworkOptions>
{
    public ValidateOptionsResult Validate(string? name, NetworkOptions options)
    {
        var failures = new List<string>();
        for (var i = 0; i < options.AllowedPrivateNetworks.Length; i++)
        {
            if (!NetworkText.TryParse(options.AllowedPrivateNetworks[i], out _, out var problem))
            {
                failures.Add(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{NetworkOptions.Section}:{nameof(NetworkOptions.AllowedPrivateNetworks)}:{i}: {problem}"));
            }
        }

        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }
}
