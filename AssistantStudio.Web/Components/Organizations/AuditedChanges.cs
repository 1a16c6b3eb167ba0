using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Shared;
using AssistantStudio.Web.Shell;

namespace AssistantStudio.Web.Components.Organizations;

/// <summary>Who changed something last, out of the audit log, for those who may read it.</summary>
internal sealed class AuditedChanges(AuditService audit, Access access) : ILastChanges
{
    public async Task<LastChange?> FindAsync(string subjectId, CancellationToken cancellationToken)
    {
        if (!access.Can(Permission.AuditView))
        {
            return null;
        }

        var page = await audit.ListAsync(new AuditListQuery { SubjectId = subjectId, PageSize = 1 }, cancellationToken);
        return page.Items is [var last, ..] ? new(last.Actor, last.At, [.. last.Changes.Select(c => c.Field)]) : null;
    }
}
