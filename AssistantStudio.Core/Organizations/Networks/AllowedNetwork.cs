using AssistantStudio.Core.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AssistantStudio.Core.Organizations;

/// <summary>
/// A network outside the public internet that the program may fetch from. It belongs to the installation and to no
/// organisation: what it opens is the machine's surroundings, which all of them share.
/// </summary>
public sealed class AllowedNetwork : IVersionedRow
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>In its one form: 10.1.0.0/16, fd00::/8, 192.168.1.20.</summary>
    public required string Network { get; set; }

    /// <summary>What is there: "Ollama on this machine".</summary>
    public required string Note { get; set; }

    /// <summary>Lower-case network and note, for searching inside.</summary>
    public string SearchText { get; private set; } = "";

    public DateTime UpdatedAt { get; set; }

    public required string UpdatedBy { get; set; }

    public long RowVersion { get; set; } = 1;

    public AllowedNetwork Set(string network, string note)
    {
        (Network, Note) = (network, note);
        SearchText = $"{network} {note}".ToLowerInvariant();
        return this;
    }
}

internal sealed class AllowedNetworkConfiguration : IEntityTypeConfiguration<AllowedNetwork>
{
    public void Configure(EntityTypeBuilder<AllowedNetwork> builder)
    {
        builder.ToTable("AllowedNetworks");
        builder.Property(n => n.Network).HasMaxLength(AllowedNetworkLimits.NetworkLength);
        builder.Property(n => n.Note).HasMaxLength(AllowedNetworkLimits.NoteLength);
        builder.Property(n => n.SearchText).HasMaxLength(AllowedNetworkLimits.NetworkLength + AllowedNetworkLimits.NoteLength + 1);
        builder.Property(n => n.UpdatedBy).HasMaxLength(OrganizationLimits.PersonNameLength);
        builder.HasIndex(n => n.Network).IsUnique();
    }
}

public static class AllowedNetworkLimits
{
    /// <summary>The longest IPv6 address and its prefix.</summary>
    public const int NetworkLength = 49;

    public const int NoteLength = 200;

    /// <summary>Each is compared with every address that the program connects to.</summary>
    public const int MaxNetworks = 100;
}
