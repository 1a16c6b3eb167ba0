using AssistantStudio.Core.Data;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AssistantStudio.Core.Organizations;

/// <summary>Who did what, when and from where. Written in the same transaction as the change, never changed after.</summary>
public sealed class AuditEntry : ITenantRow, IAppendOnlyRow
{
    public Guid Id { get; init; } = OrderedId.Next();

    public Guid OrganizationId { get; init; }

    public DateTime At { get; init; }

    public Guid? UserId { get; init; }

    public required string Actor { get; init; }

    public Guid? ApiKeyId { get; init; }

    public AccessSource Source { get; init; }

    public string? RemoteAddress { get; init; }

    /// <summary>Subject and verb, like <c>api_key.created</c>. The part before the dot is the kind of subject.</summary>
    public required string Action { get; init; }

    public string? SubjectId { get; init; }

    public required string SubjectName { get; init; }

    /// <summary>A JSON list of fields with before and after.</summary>
    public required string Changes { get; init; }

    /// <summary>Lower-case actor, action and subject, for searching inside.</summary>
    public required string SearchText { get; init; }
}

internal sealed class AuditEntryConfiguration : IEntityTypeConfiguration<AuditEntry>
{
    public void Configure(EntityTypeBuilder<AuditEntry> builder)
    {
        builder.ToTable("AuditEntries");
        builder.Property(a => a.Actor).HasMaxLength(AuditLimits.NameLength);
        builder.Property(a => a.Action).HasMaxLength(AuditLimits.ActionLength);
        builder.Property(a => a.RemoteAddress).HasMaxLength(64);
        builder.Property(a => a.SubjectId).HasMaxLength(64);
        builder.Property(a => a.SubjectName).HasMaxLength(AuditLimits.NameLength);
        builder.Property(a => a.SearchText).HasMaxLength((AuditLimits.NameLength * 2) + AuditLimits.ActionLength + 2);

        // Newest first is how the log is read and searched; the others serve its filters, each ending in time and key.
        builder.HasIndex(a => new { a.OrganizationId, a.At, a.Id, a.SearchText });
        builder.HasIndex(a => new { a.OrganizationId, a.Actor, a.At, a.Id });
        builder.HasIndex(a => new { a.OrganizationId, a.Action, a.At, a.Id });
        builder.HasIndex(a => new { a.OrganizationId, a.SubjectId, a.At, a.Id });
        builder.HasIndex(a => new { a.OrganizationId, a.UserId, a.At, a.Id });
    }
}

public static class AuditLimits
{
    public const int NameLength = 200;
    public const int ActionLength = 60;

    /// <summary>Longer values are cut in the log; the row itself has them whole.</summary>
    public const int ValueLength = 2_000;

    /// <summary>What of a long value is kept before the place where it changed.</summary>
    public const int ContextLength = 100;
}

/// <summary>The audit log says that this property changed, never what it was or is.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class AuditSecretAttribute : Attribute;
