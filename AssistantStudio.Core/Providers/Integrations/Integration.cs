using AssistantStudio.Core.Data;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AssistantStudio.Core.Providers;

/// <summary>A provider as one organisation uses it: where it is, the key for it, its models, and who stands in when it fails.</summary>
public sealed class Integration : ITenantRow, IVersionedRow
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public Guid OrganizationId { get; init; }

    public ProviderKind Kind { get; init; }

    public string Name { get; private set; } = "";

    /// <summary>Lower-case name, for searching inside.</summary>
    public string SearchText { get; private set; } = "";

    /// <summary>Null where the kind has no address: it runs in this process.</summary>
    public string? Address { get; set; }

    /// <summary>Encrypted.</summary>
    [AuditSecret]
    public string? Key { get; set; }

    public string? KeyHint { get; set; }

    /// <summary>The first is the one to take when nothing else is said. Empty: whatever the provider lists.</summary>
    public IReadOnlyList<string> Models { get; set; } = [];

    public Guid? FallbackId { get; set; }

    /// <summary>Providers with the same word here share the calls of a model that they all have.</summary>
    public string? LoadGroup { get; set; }

    public bool IsActive { get; set; } = true;

    public int TimeoutSeconds { get; set; } = IntegrationLimits.DefaultTimeoutSeconds;

    /// <summary>How many calls may be on their way at a time; null: as many as come.</summary>
    public int? MaxConcurrent { get; set; }

    /// <summary>How many may begin in a minute; null: as many as come.</summary>
    public int? RequestsPerMinute { get; set; }

    public DateTime? TestedAt { get; set; }

    public bool TestPassed { get; set; }

    public int TestMilliseconds { get; set; }

    public string? TestMessage { get; set; }

    public DateTime CreatedAt { get; init; }

    public DateTime UpdatedAt { get; set; }

    public required string UpdatedBy { get; set; }

    public long RowVersion { get; set; } = 1;

    internal Integration Called(string name)
    {
        (Name, SearchText) = (name, name.ToLowerInvariant());
        return this;
    }

    /// <summary>What was tested is no longer what is stored.</summary>
    internal void ForgetTest() => (TestedAt, TestPassed, TestMilliseconds, TestMessage) = (null, false, 0, null);

    internal void Remember(ProviderTest test, DateTime now) =>
        (TestedAt, TestPassed, TestMilliseconds, TestMessage) = (now, test.Ok, (int)test.LatencyMs, MessageOf(test));

    /// <summary>Addresses are part of messages, and may be long.</summary>
    internal static string? MessageOf(ProviderTest test) => test.Error is { } error ? PlainText.Cut(error.Message, IntegrationLimits.MessageLength) : null;
}

internal sealed class IntegrationConfiguration : IEntityTypeConfiguration<Integration>
{
    public void Configure(EntityTypeBuilder<Integration> builder)
    {
        builder.ToTable("Integrations");
        builder.Property(i => i.Name).HasMaxLength(IntegrationLimits.NameLength);
        builder.Property(i => i.SearchText).HasMaxLength(IntegrationLimits.NameLength);
        builder.Property(i => i.Address).HasMaxLength(ProviderAddress.AddressLength);
        builder.Property(i => i.Key); // Encryption makes a key longer than its limit says.
        builder.Property(i => i.KeyHint).HasMaxLength(IntegrationLimits.HintLength);
        builder.Property(i => i.Models).HasConversion(TextList.Converter, TextList.Comparer).HasMaxLength(IntegrationLimits.Models * (IntegrationLimits.ModelLength + 1));
        builder.Property(i => i.LoadGroup).HasMaxLength(IntegrationLimits.GroupLength);
        builder.Property(i => i.TestMessage).HasMaxLength(IntegrationLimits.MessageLength);
        builder.Property(i => i.UpdatedBy).HasMaxLength(OrganizationLimits.PersonNameLength);
        builder.HasOne<Organization>().WithMany().HasForeignKey(i => i.OrganizationId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(i => new { i.OrganizationId, i.Name }).IsUnique();
        builder.HasIndex(i => new { i.OrganizationId, i.FallbackId });
    }
}

public static class IntegrationLimits
{
    public const int NameLength = 100;
    public const int HintLength = 10;
    public const int GroupLength = 60;
    public const int Models = 100;
    public const int ModelLength = 200;
    public const int MessageLength = 1_000;

    /// <summary>All of them stand on one page and in every list of choices.</summary>
    public const int PerOrganization = 100;

    public const int MaxConcurrent = 10_000;
    public const int MaxRequestsPerMinute = 1_000_000;

    public const int MinTimeoutSeconds = 5;
    public const int DefaultTimeoutSeconds = 120;
    public const int MaxTimeoutSeconds = 1_800;
}
