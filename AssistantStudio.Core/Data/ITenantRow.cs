namespace AssistantStudio.Core.Data;

/// <summary>A row that belongs to one organisation. The context filters it on reading and checks it on writing.</summary>
public interface ITenantRow
{
    Guid OrganizationId { get; }
}

/// <summary>A row that people edit: a stale save is refused instead of overwriting. The context counts it up.</summary>
public interface IVersionedRow
{
    long RowVersion { get; set; }
}

/// <summary>A row that is written once and never changed, like an entry of the audit log.</summary>
public interface IAppendOnlyRow;
