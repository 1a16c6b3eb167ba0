using AssistantStudio.Core.Data;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AssistantStudio.Core.Organizations;

/// <summary>
/// A user in one organisation. Name and e-mail address are repeated here, so that a list of 100,000 members is sorted and
/// searched by an index of this table alone; whoever changes the user changes them too.
/// </summary>
public sealed class Membership : ITenantRow, IVersionedRow
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public Guid OrganizationId { get; init; }

    public Guid UserId { get; init; }

    public required string Name { get; set; }

    public required string Email { get; set; }

    /// <summary>Lower-case name and address, for searching inside.</summary>
    public required string SearchText { get; set; }

    public Role Role { get; set; }

    /// <summary>Permissions that the organisation lends besides the role's.</summary>
    public IReadOnlyList<Permission> Extra { get; set; } = [];

    public bool Active { get; set; } = true;

    public DateTime CreatedAt { get; init; }

    public DateTime? LastSeenAt { get; set; }

    public long RowVersion { get; set; } = 1;

    public static Membership Of(StudioUser user, Guid organizationId, Role role, DateTime now)
    {
        var membership = new Membership
        {
            OrganizationId = organizationId,
            UserId = user.Id,
            Role = role,
            CreatedAt = now,
            Name = "",
            Email = "",
            SearchText = "",
        };
        membership.Repeat(user);
        return membership;
    }

    public void Repeat(StudioUser user)
    {
        Name = user.Name;
        Email = user.Email!;
        SearchText = $"{user.Name} {user.Email}".ToLowerInvariant();
    }
}

internal static class Memberships
{
    /// <summary>A person's memberships in every organisation, for what is about the person.</summary>
    public static IQueryable<Membership> MembershipsOf(this StudioDbContext db, Guid userId) =>
        db.Set<Membership>().IgnoreQueryFilters([StudioDbContext.TenantFilter]).Where(m => m.UserId == userId);

    /// <summary>The members of the organisation by name, to be joined with what belongs to them.</summary>
    public static IQueryable<MemberName> MemberNames(this StudioDbContext db) => db.Set<Membership>().Select(m => new MemberName
    {
        UserId = m.UserId,
        Name = m.Name,
        FoldedName = m.SearchText.Substring(0, m.Name.Length),
    });

    /// <summary>Whether somebody belongs to the organisation of the unit of work.</summary>
    public static Task<bool> IsMemberAsync(this StudioDbContext db, Guid userId, CancellationToken ct) => db.Set<Membership>().AnyAsync(m => m.UserId == userId, ct);
}

/// <summary>A member as colleagues know one: whoever may not list the members learns no address by this.</summary>
internal sealed class MemberName
{
    public required Guid UserId { get; init; }

    public required string Name { get; init; }

    /// <summary>Lower case, for searching inside.</summary>
    public required string FoldedName { get; init; }
}

internal sealed class MembershipConfiguration : IEntityTypeConfiguration<Membership>
{
    public void Configure(EntityTypeBuilder<Membership> builder)
    {
        builder.ToTable("Memberships");
        builder.Property(m => m.Name).HasMaxLength(OrganizationLimits.PersonNameLength);
        builder.Property(m => m.Email).HasMaxLength(OrganizationLimits.EmailLength);
        builder.Property(m => m.SearchText).HasMaxLength(OrganizationLimits.PersonNameLength + OrganizationLimits.EmailLength + 1);
        builder.Property(m => m.Extra).HasConversion(NameList<Permission>.Converter, NameList<Permission>.Comparer).HasMaxLength(1000);
        builder.HasOne<Organization>().WithMany().HasForeignKey(m => m.OrganizationId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<StudioUser>().WithMany().HasForeignKey(m => m.UserId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(m => new { m.UserId, m.OrganizationId }).IsUnique();

        // One index per order of the users list, ending in the key that makes the order unique; the usual order also
        // carries what is searched and filtered.
        builder.HasIndex(m => new { m.OrganizationId, m.Name, m.Id, m.Role, m.Active, m.SearchText });
        builder.HasIndex(m => new { m.OrganizationId, m.Email, m.Id });
        builder.HasIndex(m => new { m.OrganizationId, m.LastSeenAt, m.Id });
        builder.HasIndex(m => new { m.OrganizationId, m.Role, m.Active, m.Name, m.Id });
    }
}
