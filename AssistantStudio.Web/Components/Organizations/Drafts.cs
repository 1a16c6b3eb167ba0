using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Shared;
using AssistantStudio.Web.Shell;

namespace AssistantStudio.Web.Components.Organizations;

/// <summary>The organisation's settings while a person edits them.</summary>
internal sealed class OrganizationDraft(OrganizationDetail? stored)
{
    public static DraftFields<OrganizationDraft> Fields { get; } = new DraftFields<OrganizationDraft>()
        .Add("name", "Name", d => d.Name, (d, value) => d.Name = value ?? "")
        .Add("timeZone", "Time zone", d => d.TimeZone, (d, value) => d.TimeZone = value ?? "UTC");

    public string Name { get; set; } = stored?.Name ?? "";

    public string TimeZone { get; set; } = stored?.TimeZone ?? "UTC";
}

/// <summary>A variable or a secret while a person edits it.</summary>
internal sealed class SettingDraft(EnvironmentSettingRow? stored)
{
    public static DraftFields<SettingDraft> Variable { get; } = Named()
        .Add("value", "Value", d => d.Value, (d, value) => d.Value = value, mono: true);

    public static DraftFields<SettingDraft> Secret { get; } = Named()
        .AddSecret("value", "Secret", d => d.Value, (d, value) => d.Value = value);

    public StudioEnvironment Environment { get; set; } = stored?.Environment ?? StudioEnvironment.Development;

    public string? Name { get; set; } = stored?.Name;

    public string? Value { get; set; } = stored?.Value;

    private static DraftFields<SettingDraft> Named() => new DraftFields<SettingDraft>()
        .Add("name", "Name", d => d.Name, (d, value) => d.Name = value, mono: true);
}

/// <summary>What a member may do, while an administrator edits it.</summary>
internal sealed class UserDraft(UserDetail? stored)
{
    public static DraftFields<UserDraft> Fields { get; } = new DraftFields<UserDraft>()
        .Add("role", "Role", d => d.Role, (d, value) => d.Role = value, PermissionText.Of)
        .Add(
            "extra", "Permissions lent besides the role", d => d.Extra, (d, value) => d.Extra = value ?? [],
            value => string.Join(", ", (value ?? []).Order().Select(PermissionText.Of)),
            (one, other) => (one ?? []).Order().SequenceEqual((other ?? []).Order()));

    public Role Role { get; set; } = stored?.Role ?? Role.Member;

    public IEnumerable<Permission> Extra { get; set; } = stored?.Extra ?? [];
}

/// <summary>One's own name while one edits it.</summary>
internal sealed class ProfileDraft(AccountDetail? stored)
{
    public static DraftFields<ProfileDraft> Fields { get; } = new DraftFields<ProfileDraft>()
        .Add("name", "Name", d => d.Name, (d, value) => d.Name = value ?? "");

    public string Name { get; set; } = stored?.Name ?? "";
}

/// <summary>An allowed network while a site administrator edits it.</summary>
internal sealed class NetworkDraft(AllowedNetworkRow? stored)
{
    public static DraftFields<NetworkDraft> Fields { get; } = new DraftFields<NetworkDraft>()
        .Add("network", "Network or address", d => d.Network, (d, value) => d.Network = value, mono: true)
        .Add("note", "What is there", d => d.Note, (d, value) => d.Note = value);

    public string? Network { get; set; } = stored?.Network;

    public string? Note { get; set; } = stored?.Note;
}
