namespace AssistantStudio.Web.Shell;

public sealed record OrganizationChoice(Guid Id, string Name);

/// <summary>Which organisations the person may work in, the current one included, by name.</summary>
public interface IOrganizationSwitch
{
    Task<IReadOnlyList<OrganizationChoice>> ListAsync(CancellationToken cancellationToken);
}

internal sealed class NoOrganizations : IOrganizationSwitch
{
    public Task<IReadOnlyList<OrganizationChoice>> ListAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<OrganizationChoice>>([]);
}
