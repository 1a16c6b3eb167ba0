using AssistantStudio.Core.Shared;
using Microsoft.Extensions.Options;

namespace AssistantStudio.Core.Organizations;

/// <summary>Section <c>AssistantStudio:Setup</c>: makes the first administrator without a person at the screen. Used once, on an empty database.</summary>
public sealed class SetupOptions
{
    public const string Section = "AssistantStudio:Setup";

    public string? AdminEmail { get; set; }

    public string? AdminPassword { get; set; }

    public string? OrganizationName { get; set; }

    /// <summary>A key with all of the administrator's rights, for scripts.</summary>
    public string? ApiKey { get; set; }

    public bool SampleData { get; set; }

    public bool IsUnattended => !string.IsNullOrWhiteSpace(AdminEmail);
}

internal sealed class ValidateSetupOptions : IValidateOptions<SetupOptions>
{
    public ValidateOptionsResult Validate(string? name, SetupOptions options)
    {
        var errors = new List<string>();
        if (options.IsUnattended)
        {
            if (!AccountLinkService.IsAddress(options.AdminEmail!.Trim()))
            {
                errors.Add($"{SetupOptions.Section}:AdminEmail is not an e-mail address. It looks like name@company.example.");
            }

            if (PasswordRules.Problem(options.AdminPassword, options.AdminEmail) is { } problem)
            {
                errors.Add($"{SetupOptions.Section}:AdminPassword is not possible. {problem}");
            }
        }
        else if (!string.IsNullOrEmpty(options.AdminPassword) || !string.IsNullOrEmpty(options.ApiKey))
        {
            errors.Add($"{SetupOptions.Section}:AdminEmail is missing. Unattended set-up needs AdminEmail and AdminPassword.");
        }

        if (options.ApiKey is { Length: > 0 } key && (!key.StartsWith(ApiKeyService.Prefix, StringComparison.Ordinal) || key.Length is < 24 or > 200))
        {
            errors.Add($"{SetupOptions.Section}:ApiKey must start with {ApiKeyService.Prefix} and have 24 to 200 characters.");
        }

        if (options.OrganizationName?.Trim().Length > OrganizationLimits.NameLength)
        {
            errors.Add($"{SetupOptions.Section}:OrganizationName has more than {OrganizationLimits.NameLength} characters.");
        }

        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }
}
