using AssistantStudio.Core.Shared;

namespace AssistantStudio.Core.Organizations;

/// <summary>Invitations to the colleagues of a logistics company. They are made as an administrator makes them.</summary>
internal sealed class SampleInvitations(AccountLinkService links) : ISamplePart
{
    private static readonly (string Email, Role Role)[] s_people =
    [
        ("operations.lead@tarnwick.example", Role.Operator),
        ("support.editor@tarnwick.example", Role.Editor),
        ("claims.editor@tarnwick.example", Role.Editor),
        ("finance.controller@tarnwick.example", Role.Viewer),
        ("warehouse.shift@tarnwick.example", Role.Member),
    ];

    public string Kind => SampleKinds.Invitation;

    public async Task<IReadOnlyList<Guid>> AddAsync(CancellationToken ct)
    {
        var there = (await links.ListInvitationsAsync(new ListQuery { PageSize = ListLimits.MaxPageSize }, ct).ConfigureAwait(false)).Items.Select(i => i.Email).ToHashSet();
        var added = new List<Guid>();
        foreach (var (email, role) in s_people.Where(p => !there.Contains(p.Email)))
        {
            added.Add((await links.InviteAsync(email, role, ct).ConfigureAwait(false)).Id);
        }

        return added;
    }

    public async Task RemoveAsync(Guid rowId, CancellationToken ct)
    {
        try
        {
            await links.WithdrawAsync(rowId, ct).ConfigureAwait(false);
        }
        catch (NotFoundException)
        {
            // Accepted, expired or withdrawn by hand in the meantime.
        }
    }
}

/// <summary>The addresses and rules by which the same assistant talks to other systems in each environment.</summary>
internal sealed class SampleVariables(EnvironmentService environments) : ISamplePart
{
    private static readonly (string Name, string Development, string Testing, string Staging, string Production)[] s_variables =
    [
        ("COMPANY_NAME", "Tarnwick Logistics (dev)", "Tarnwick Logistics (test)", "Tarnwick Logistics", "Tarnwick Logistics"),
        ("TRACKING_ADDRESS", "https://tracking.dev.tarnwick.example", "https://tracking.test.tarnwick.example", "https://tracking.stage.tarnwick.example", "https://tracking.tarnwick.example"),
        ("CLAIMS_ADDRESS", "https://claims.dev.tarnwick.example", "https://claims.test.tarnwick.example", "https://claims.stage.tarnwick.example", "https://claims.tarnwick.example"),
        ("RETURN_PERIOD_DAYS", "30", "30", "30", "30"),
        ("SUPPORT_HOURS", "Mon to Fri 08:00 to 18:00", "Mon to Fri 08:00 to 18:00", "Mon to Fri 08:00 to 18:00", "Mon to Sat 07:00 to 20:00"),
    ];

    public string Kind => "variable";

    public async Task<IReadOnlyList<Guid>> AddAsync(CancellationToken ct)
    {
        var there = (await environments.ListAsync(new EnvironmentListQuery { PageSize = ListLimits.MaxPageSize }, ct).ConfigureAwait(false))
            .Items.Select(s => (s.Environment, s.Name)).ToHashSet();
        var added = new List<Guid>();
        foreach (var v in s_variables)
        {
            foreach (var (environment, value) in new[]
            {
                (StudioEnvironment.Development, v.Development), (StudioEnvironment.Testing, v.Testing),
                (StudioEnvironment.Staging, v.Staging), (StudioEnvironment.Production, v.Production),
            })
            {
                if (!there.Contains((environment, v.Name)))
                {
                    added.Add((await environments.CreateAsync(environment, v.Name, isSecret: false, value, ct).ConfigureAwait(false)).Id);
                }
            }
        }

        return added;
    }

    public async Task RemoveAsync(Guid rowId, CancellationToken ct)
    {
        try
        {
            await environments.DeleteAsync(rowId, null, ct).ConfigureAwait(false);
        }
        catch (NotFoundException)
        {
            // Deleted by hand in the meantime.
        }
    }
}
