using AssistantStudio.Core.Shared;

namespace AssistantStudio.Core.Knowledge;

/// <summary>Where a description of an interface is.</summary>
public sealed record OpenApiSettings
{
    /// <summary>Of the description itself, such as <c>https://example.org/openapi.json</c>; not of the page that shows it.</summary>
    public string Address { get; init; } = "";

    internal OpenApiSettings Checked(Validator errors)
    {
        var address = Address.Trim();
        errors.Check(address.Length > 0, "settings.openApi.address", "Enter the address of the description, such as https://example.org/openapi.json.");
        if (address.Length == 0)
        {
            return this with { Address = "" };
        }

        var settings = this with { Address = WebSettings.WithScheme(address) };
        WebSettings.CheckAddress(settings.Address, "settings.openApi.address", errors);
        return settings;
    }
}
