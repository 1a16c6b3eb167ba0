using AssistantStudio.Core.Data;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AssistantStudio.Core.Organizations;

public sealed record SetupRequest
{
    public string? OrganizationName { get; init; }

    public string TimeZone { get; init; } = "UTC";

    public string? Name { get; init; }

    public string? Email { get; init; }

    public string? Password { get; init; }

    public bool SampleData { get; init; }
}

/// <summary>Makes the first organisation and its administrator, once.</summary>
public sealed class SetupService(
    StudioDb db, Identity identity, IOptions<SetupOptions> options, IServiceScopeFactory scopes, TimeProvider clock, ILogger<SetupService> log)
{
    private const string StateKey = "set-up";
    private const string Finished = "finished";

    private static readonly SemaphoreSlim s_once = new(1, 1);

    public async Task<bool> IsNeededAsync(CancellationToken ct)
    {
        var context = await db.OpenSystemAsync(ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            return !await context.Set<StudioUser>().AnyAsync(ct).ConfigureAwait(false);
        }
    }

    /// <summary>The caller has checked the set-up link.</summary>
    public async Task<Guid> CreateAsync(SetupRequest request, CancellationToken ct)
    {
        await s_once.WaitAsync(ct).ConfigureAwait(false);
        try
        {
            var grant = await CreateFirstAsync(request, ct).ConfigureAwait(false);
            if (request.SampleData)
            {
                await InScopeAsync(grant, services => services.GetRequiredService<SampleData>().AddAsync(ct)).ConfigureAwait(false);
            }

            await FinishAsync(ct).ConfigureAwait(false);
            return grant.UserId!.Value;
        }
        finally
        {
            s_once.Release();
        }
    }

    /// <summary>
    /// Set-up from the settings, if they ask for it and nobody is there yet. One that died half-way is finished at the
    /// next start; a finished one never runs again, so that a revoked key stays revoked.
    /// </summary>
    public async Task RunUnattendedAsync(CancellationToken ct)
    {
        var settings = options.Value;
        if (!settings.IsUnattended || await StateAsync(ct).ConfigureAwait(false) == Finished)
        {
            return;
        }

        var grant = await FindBegunAsync(settings.AdminEmail!, ct).ConfigureAwait(false)
            ?? (await IsNeededAsync(ct).ConfigureAwait(false) ? await CreateFirstAsync(RequestOf(settings), ct).ConfigureAwait(false) : null);
        if (grant is null)
        {
            return; // Somebody was here before the settings were made.
        }

        await InScopeAsync(grant, async services =>
        {
            var keys = services.GetRequiredService<ApiKeyService>();
            if (!string.IsNullOrEmpty(settings.ApiKey) && !await keys.ExistsAsync(settings.ApiKey, ct).ConfigureAwait(false))
            {
                await keys.CreateAsync(new NewApiKeyRequest { Name = "Set-up" }, settings.ApiKey, ct).ConfigureAwait(false);
            }

            if (settings.SampleData)
            {
                await services.GetRequiredService<SampleData>().AddAsync(ct).ConfigureAwait(false);
            }
        }).ConfigureAwait(false);
        await FinishAsync(ct).ConfigureAwait(false);
        OrganizationsLog.SetUpUnattended(log, grant.OrganizationId);
    }

    private static SetupRequest RequestOf(SetupOptions settings) => new()
    {
        OrganizationName = string.IsNullOrWhiteSpace(settings.OrganizationName) ? "My organisation" : settings.OrganizationName,
        Name = "Administrator",
        Email = settings.AdminEmail,
        Password = settings.AdminPassword,
    };

    private async Task<string?> StateAsync(CancellationToken ct)
    {
        var context = await db.OpenSystemAsync(ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            return await context.Set<InstallationFact>().Where(f => f.Key == StateKey).Select(f => f.Value).SingleOrDefaultAsync(ct).ConfigureAwait(false);
        }
    }

    private async Task FinishAsync(CancellationToken ct)
    {
        var context = await db.OpenSystemAsync(ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            await context.Set<InstallationFact>().Where(f => f.Key == StateKey)
                .ExecuteUpdateAsync(set => set.SetProperty(f => f.Value, Finished), ct).ConfigureAwait(false);
        }
    }

    /// <summary>The administrator of a set-up that was begun and not finished.</summary>
    private async Task<Grant?> FindBegunAsync(string adminEmail, CancellationToken ct)
    {
        if (await StateAsync(ct).ConfigureAwait(false) is null)
        {
            return null;
        }

        var email = adminEmail.Trim().ToUpperInvariant();
        var context = await db.OpenSystemAsync(ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var user = await context.Set<StudioUser>().SingleOrDefaultAsync(u => u.NormalizedEmail == email && u.IsSiteAdmin, ct).ConfigureAwait(false);
            var organization = user is null ? Guid.Empty
                : await context.MembershipsOf(user.Id).OrderBy(m => m.CreatedAt).Select(m => m.OrganizationId).FirstOrDefaultAsync(ct).ConfigureAwait(false);
            return user is null || organization == Guid.Empty ? null : GrantOf(user, organization);
        }
    }

    private async Task<Grant> CreateFirstAsync(SetupRequest request, CancellationToken ct)
    {
        if (!await IsNeededAsync(ct).ConfigureAwait(false))
        {
            throw new ConflictException("AssistantStudio is set up already. Sign in instead.", "already_set_up");
        }

        var errors = new Validator();
        errors.Text(request.OrganizationName, "organizationName", "the organisation's name", OrganizationLimits.NameLength);
        var email = errors.Text(request.Email, "email", "your e-mail address", OrganizationLimits.EmailLength).ToLowerInvariant();
        errors.Check(email.Length == 0 || AccountLinkService.IsAddress(email), "email", "This is not an e-mail address. It looks like name@company.example.");
        errors.Text(request.Name, "name", "your name", OrganizationLimits.PersonNameLength);
        errors.Check(PasswordRules.Problem(request.Password, email) is null, "password", PasswordRules.Problem(request.Password, email) ?? "");
        errors.ThrowIfAny();
        var zone = OrganizationService.ValidZone(request.TimeZone);

        var now = clock.GetUtcNow().UtcDateTime;
        var work = await identity.OpenAsync(ct).ConfigureAwait(false);
        await using (work.ConfigureAwait(false))
        {
            var organization = new Organization { Name = OrganizationService.ValidName(request.OrganizationName), TimeZone = zone, CreatedAt = now };
            var user = await AccountLinkUse.CreateAsync(work, email, request.Name, request.Password, now).ConfigureAwait(false);
            user.IsSiteAdmin = true;
            var grant = GrantOf(user, organization.Id);
            work.Db.Add(organization);
            work.Db.Add(new InstallationFact { Key = StateKey, Value = "begun", UpdatedAt = now }); // Of two nodes one makes it.
            work.Db.Add(Membership.Of(user, organization.Id, Role.OrgAdmin, now));
            work.Db.RecordRow(grant, now, "organization.created", organization, organization.Id, organization.Name);
            work.Db.RecordRow(grant, now, "user.created", user, user.Id, user.Name);
            await SaveFirstAsync(work, ct).ConfigureAwait(false);
            return grant;
        }
    }

    private static async Task SaveFirstAsync(IdentityWork work, CancellationToken ct)
    {
        try
        {
            await work.SaveAsync(ct).ConfigureAwait(false);
        }
        catch (DbUpdateException e) when (e.IsDuplicate())
        {
            throw new ConflictException("AssistantStudio is set up already. Sign in instead.", "already_set_up");
        }
    }

    private static Grant GrantOf(StudioUser user, Guid organizationId) => new()
    {
        Source = AccessSource.Command,
        ActorName = user.Name,
        UserId = user.Id,
        OrganizationId = organizationId,
        Role = Role.OrgAdmin,
        IsSiteAdmin = true,
        Permissions = RolePermissions.SiteAdmin,
    };

    private async Task InScopeAsync(Grant grant, Func<IServiceProvider, Task> work)
    {
        var scope = scopes.CreateAsyncScope();
        await using (scope.ConfigureAwait(false))
        {
            scope.ServiceProvider.GetRequiredService<Access>().Become(grant);
            await work(scope.ServiceProvider).ConfigureAwait(false);
        }
    }
}
