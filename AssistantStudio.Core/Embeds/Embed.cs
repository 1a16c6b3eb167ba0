using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AssistantStudio.Core.Embeds;

/// <summary>The side on which the button stands.</summary>
public enum EmbedPosition
{
    Right,
    Left,
}

public enum EmbedTheme
{
    /// <summary>As the visitor's device has it.</summary>
    Auto,

    Light,
    Dark,
}

/// <summary>What an assistant answers in an environment, open to visitors of named sites.</summary>
public sealed class Embed : ITenantRow, IVersionedRow
{
    public const string UsualAccent = "#08687f";

    public Guid Id { get; init; } = Guid.CreateVersion7();

    public Guid OrganizationId { get; init; }

    public Guid AssistantId { get; init; }

    public StudioEnvironment Environment { get; init; }

    public bool Enabled { get; set; }

    /// <summary>Stands in pages that everybody can read. It opens nothing where the page is not of an allowed site.</summary>
    public required string PublicKey { get; set; }

    /// <summary>As <see cref="EmbedOrigins"/> writes them.</summary>
    public IReadOnlyList<string> Origins { get; set; } = [];

    /// <summary>Over the panel; empty: the assistant's name.</summary>
    public string Title { get; set; } = "";

    /// <summary>Empty: as the assistant greets.</summary>
    public string Greeting { get; set; } = "";

    public string Accent { get; set; } = UsualAccent;

    public EmbedPosition Position { get; set; }

    public EmbedTheme Theme { get; set; }

    /// <summary>Of one visitor.</summary>
    public int MessagesPerHour { get; set; } = 30;

    /// <summary>Of all visitors together: what this may cost at most.</summary>
    public int MessagesPerDay { get; set; } = 1_000;

    public int MaxMessageLength { get; set; } = 2_000;

    public DateTime UpdatedAt { get; set; }

    public string UpdatedBy { get; set; } = "";

    public long RowVersion { get; set; } = 1;
}

/// <summary>What visitors wrote on a day in UTC, counted before it is answered.</summary>
public sealed class EmbedDay : ITenantRow
{
    public Guid OrganizationId { get; init; }

    public Guid EmbedId { get; init; }

    public DateTime Day { get; init; }

    public int Messages { get; set; }
}

internal sealed class EmbedConfiguration : IEntityTypeConfiguration<Embed>
{
    public void Configure(EntityTypeBuilder<Embed> builder)
    {
        builder.ToTable("Embeds");
        builder.Property(e => e.PublicKey).HasMaxLength(EmbedLimits.KeyLength);
        builder.Property(e => e.Origins).HasConversion(TextList.Converter, TextList.Comparer).HasMaxLength(EmbedLimits.Origins * (EmbedLimits.OriginLength + 1));
        builder.Property(e => e.Title).HasMaxLength(EmbedLimits.TitleLength);
        builder.Property(e => e.Greeting).HasMaxLength(EmbedLimits.GreetingLength);
        builder.Property(e => e.Accent).HasMaxLength(7);
        builder.Property(e => e.UpdatedBy).HasMaxLength(OrganizationLimits.PersonNameLength);
        builder.HasOne<Assistant>().WithMany().HasForeignKey(e => e.AssistantId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(e => new { e.AssistantId, e.Environment }).IsUnique();
        builder.HasIndex(e => e.PublicKey).IsUnique();
    }
}

internal sealed class EmbedDayConfiguration : IEntityTypeConfiguration<EmbedDay>
{
    public void Configure(EntityTypeBuilder<EmbedDay> builder)
    {
        builder.ToTable("EmbedDays");
        builder.HasKey(d => new { d.EmbedId, d.Day });
        builder.HasOne<Embed>().WithMany().HasForeignKey(d => d.EmbedId).OnDelete(DeleteBehavior.Cascade);
    }
}
