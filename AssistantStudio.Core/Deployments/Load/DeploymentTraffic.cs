using AssistantStudio.Core.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AssistantStudio.Core.Deployments;

/// <summary>What came to a deployment in a minute, by how long it took: rows of all nodes and all times add up.</summary>
public sealed class DeploymentTraffic : ITenantRow
{
    internal const string Table = "DeploymentTraffic";

    public Guid DeploymentId { get; init; }

    public DateTime Start { get; init; }

    /// <summary>See <see cref="TimeBuckets"/>. <see cref="TimeBuckets.Rejected"/>: it was not taken.</summary>
    public int Bucket { get; init; }

    public Guid OrganizationId { get; init; }

    public long Requests { get; init; }

    /// <summary>Those that got no answer, through no fault of whoever asked.</summary>
    public long Failed { get; init; }

    public long Tokens { get; init; }
}

/// <summary>How long an answer took, in steps of a quarter: as many as tell a slow release from a fast one.</summary>
internal static class TimeBuckets
{
    public const int Rejected = -1;
    public const int Count = 60;

    private const double First = 5;
    private const double Step = 1.25;

    public static int Of(double milliseconds) => milliseconds <= First ? 0 : Math.Min(Count - 1, (int)Math.Ceiling(Math.Log(milliseconds / First) / Math.Log(Step)));

    /// <summary>Its upper end, in milliseconds.</summary>
    public static double Ms(int bucket) => First * Math.Pow(Step, bucket);

    /// <param name="counts">By bucket.</param>
    public static double? Quantile(IReadOnlyList<long> counts, double share)
    {
        var left = counts.Sum() * share;
        for (var bucket = 0; bucket < counts.Count; bucket++)
        {
            left -= counts[bucket];
            if (left <= 0 && counts[bucket] > 0)
            {
                return Ms(bucket);
            }
        }

        return null;
    }
}

internal sealed class DeploymentTrafficConfiguration : IEntityTypeConfiguration<DeploymentTraffic>
{
    public void Configure(EntityTypeBuilder<DeploymentTraffic> builder)
    {
        builder.ToTable(DeploymentTraffic.Table);
        builder.HasKey(t => new { t.DeploymentId, t.Start, t.Bucket });
        builder.HasOne<Deployment>().WithMany().HasForeignKey(t => t.DeploymentId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(t => t.Start);
    }
}
