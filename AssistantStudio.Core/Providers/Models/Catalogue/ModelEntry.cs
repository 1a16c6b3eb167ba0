using AssistantStudio.Core.Data;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AssistantStudio.Core.Providers;

public enum ModelSource
{
    /// <summary>Comes with the program.</summary>
    Shipped,

    Imported,
    Edited,

    /// <summary>A provider listed it. It says what the provider said; the rest is as it is known otherwise.</summary>
    Discovered,
}

/// <summary>
/// What an organisation knows of a model. It lies over what the program comes with: an edited or imported entry stands for
/// all of it, a discovered one adds to it.
/// </summary>
public sealed class ModelEntry : ITenantRow, IVersionedRow
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public Guid OrganizationId { get; init; }

    /// <summary>Null: at whatever provider, unless there is an entry for its kind.</summary>
    public ProviderKind? Kind { get; init; }

    public required string Name { get; init; }

    /// <summary>Kind and name in lower case: there is one entry for each.</summary>
    public string Key { get; private init; } = "";

    public string Vendor { get; set; } = "";

    public ModelCapabilities Capabilities { get; set; }

    public long? ContextWindow { get; set; }

    public long? MaxOutput { get; set; }

    public int? Dimensions { get; set; }

    public DateOnly? ShutdownDate { get; set; }

    public IReadOnlyList<ModelPrice> Prices { get; set; } = [];

    public string Note { get; set; } = "";

    public ModelSource Source { get; set; }

    public DateTime CreatedAt { get; init; }

    public DateTime UpdatedAt { get; set; }

    public required string UpdatedBy { get; set; }

    public long RowVersion { get; set; } = 1;

    public static ModelEntry New(Access access, ProviderKind? kind, string name, DateTime now) => new()
    {
        OrganizationId = access.OrganizationId,
        Kind = kind,
        Name = name,
        Key = KeyOf(kind, name),
        CreatedAt = now,
        UpdatedAt = now,
        UpdatedBy = access.Grant.ActorName,
    };

    public static string KeyOf(ProviderKind? kind, string name) => $"{kind}:{name}".ToLowerInvariant();

    /// <param name="below">The same model without this entry.</param>
    internal ModelInfo Over(ModelInfo? below)
    {
        var model = new ModelInfo
        {
            Vendor = Vendor,
            Name = Name,
            Kind = Kind,
            Capabilities = Capabilities,
            ContextWindow = ContextWindow,
            MaxOutput = MaxOutput,
            Dimensions = Dimensions,
            ShutdownDate = ShutdownDate,
            Prices = Prices,
            Own = new(Id, Source, Note, UpdatedAt, UpdatedBy, RowVersion),
        };
        return Source != ModelSource.Discovered || below is null ? model : model with
        {
            Vendor = below.Vendor,
            Capabilities = Capabilities == ModelCapabilities.None ? below.Capabilities : Capabilities,
            ContextWindow = ContextWindow ?? below.ContextWindow,
            MaxOutput = MaxOutput ?? below.MaxOutput,
            Dimensions = Dimensions ?? below.Dimensions,
            ShutdownDate = ShutdownDate ?? below.ShutdownDate,
            Prices = Prices.Count > 0 ? Prices : below.Prices,
        };
    }
}

/// <summary>What an entry of the organisation says beside the model itself.</summary>
public sealed record ModelEntryFacts(Guid Id, ModelSource Source, string Note, DateTime UpdatedAt, string UpdatedBy, long RowVersion);

internal sealed class ModelEntryConfiguration : IEntityTypeConfiguration<ModelEntry>
{
    public void Configure(EntityTypeBuilder<ModelEntry> builder)
    {
        builder.ToTable("ModelEntries");
        builder.Property(m => m.Name).HasMaxLength(ModelLimits.NameLength);
        builder.Property(m => m.Key).HasMaxLength(ModelLimits.KeyLength);
        builder.Property(m => m.Vendor).HasMaxLength(ModelLimits.VendorLength);
        builder.Property(m => m.Capabilities).HasConversion<int>(); // All of them together are longer than a word.
        builder.Property(m => m.Note).HasMaxLength(ModelLimits.NoteLength);
        builder.Property(m => m.UpdatedBy).HasMaxLength(OrganizationLimits.PersonNameLength);
        builder.Property(m => m.Prices).HasConversion(
            prices => StoredJson.Write(prices),
            json => StoredJson.Read<ModelPrice[]>(json),
            new ValueComparer<IReadOnlyList<ModelPrice>>(
                (a, b) => StoredJson.Write(a) == StoredJson.Write(b), prices => StoredJson.Write(prices).GetHashCode(StringComparison.Ordinal), prices => prices));
        builder.HasOne<Organization>().WithMany().HasForeignKey(m => m.OrganizationId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(m => new { m.OrganizationId, m.Key }).IsUnique();
    }
}

public static class ModelLimits
{
    public const int NameLength = 200;

    /// <summary>The name behind the longest kind.</summary>
    public const int KeyLength = 240;

    public const int VendorLength = 60;
    public const int NoteLength = 500;
    public const int Prices = 50;
    public const int SpecialRates = 20;
    public const int ServiceTierLength = 40;
    public const int PerOrganization = 5_000;

    /// <summary>Tokens; no window is as long.</summary>
    public const long MaxTokens = 1_000_000_000;

    public const int MaxDimensions = 100_000;

    /// <summary>US dollars for a million tokens. The dearest model ever sold was at 600.</summary>
    public const decimal MaxRate = 10_000m;

    /// <summary>US dollars for one picture or one request.</summary>
    public const decimal MaxPerPiece = 1_000m;

    /// <summary>A price of a million tokens with more of them would be finer than a nano-dollar.</summary>
    public const int RateDecimals = 9;

    public const int FirstYear = 2015;
    public const int LastYear = 2100;

    /// <summary>So long before a model is shut down everything that uses it says so.</summary>
    public const int ShutdownWarningDays = 180;

    /// <summary>Characters of a list that is imported.</summary>
    public const int ImportLength = 16 << 20;

    public const int ImportEntries = 10_000;
}
