using System.Text.RegularExpressions;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Organizations;

/// <summary>A variable with its value, or a secret without: nobody reads a secret back.</summary>
public sealed record EnvironmentSettingRow(
    Guid Id, StudioEnvironment Environment, string Name, bool IsSecret, string? Value, DateTime UpdatedAt, string UpdatedBy, long RowVersion);

public sealed record EnvironmentListQuery : ListQuery
{
    public StudioEnvironment? Environment { get; init; }

    public bool? IsSecret { get; init; }
}

/// <summary>Variables and secrets of the four environments of an organisation.</summary>
public sealed partial class EnvironmentService(Access access, StudioDb db, SecretProtector secrets, ChangeFeed feed, TimeProvider clock)
{
    public const string Topic = "environments";

    private static readonly SortMap<EnvironmentSetting> s_sorts = new SortMap<EnvironmentSetting>()
        .Add("name", q => q.OrderBy(s => s.Name).ThenBy(s => s.Id), q => q.OrderByDescending(s => s.Name).ThenByDescending(s => s.Id))
        .Add("updatedAt", q => q.OrderBy(s => s.UpdatedAt).ThenBy(s => s.Id), q => q.OrderByDescending(s => s.UpdatedAt).ThenByDescending(s => s.Id));

    public async Task<Page<EnvironmentSettingRow>> ListAsync(EnvironmentListQuery query, CancellationToken ct)
    {
        access.Require(Permission.EnvironmentsView);
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var settings = context.Set<EnvironmentSetting>().AsQueryable();
            if (access.Grant.Environments is { } allowed)
            {
                settings = settings.Where(s => allowed.Contains(s.Environment));
            }

            settings = query.Environment is { } environment ? settings.Where(s => s.Environment == environment) : settings;
            settings = query.IsSecret is { } secret ? settings.Where(s => s.IsSecret == secret) : settings;
            if (query.SearchTerm() is { } term)
            {
                var name = term.ToUpperInvariant(); // Names are upper case.
                settings = settings.Where(s => s.Name.Contains(name));
            }

            return await context.PageAsync(
                settings, query, s_sorts,
                s => new EnvironmentSettingRow(s.Id, s.Environment, s.Name, s.IsSecret, s.IsSecret ? null : s.Value, s.UpdatedAt, s.UpdatedBy, s.RowVersion), ct).ConfigureAwait(false);
        }
    }

    /// <summary>What prompts may be rendered with: variables with their values, secrets by name alone.</summary>
    public async Task<IReadOnlyDictionary<string, EnvironmentValue>> ValuesAsync(StudioEnvironment environment, CancellationToken ct)
    {
        access.Require(Permission.EnvironmentsView, environment);
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            return await context.Set<EnvironmentSetting>().Where(s => s.Environment == environment)
                .ToDictionaryAsync(s => s.Name, s => new EnvironmentValue(s.IsSecret ? null : s.Value, s.IsSecret), ct).ConfigureAwait(false);
        }
    }

    public async Task<EnvironmentSettingRow> GetAsync(Guid id, CancellationToken ct)
    {
        access.Require(Permission.EnvironmentsView);
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            return RowOf(await FindAsync(context, id, ct).ConfigureAwait(false));
        }
    }

    public async Task<EnvironmentSettingRow> CreateAsync(StudioEnvironment environment, string? name, bool isSecret, string? value, CancellationToken ct)
    {
        access.Require(PermissionFor(isSecret), environment);
        var errors = new Validator();
        var trimmed = name?.Trim().ToUpperInvariant() ?? "";
        errors.Check(Enum.IsDefined(environment), "environment", "There is no such environment.");
        errors.Check(NamePattern().IsMatch(trimmed), "name", "Use capital letters, digits and underscores, starting with a letter, like CRM_ADDRESS.");
        errors.Check(trimmed.Length <= OrganizationLimits.VariableNameLength, "name", $"At most {OrganizationLimits.VariableNameLength} characters.");
        CheckValue(errors, isSecret, value);
        errors.ThrowIfAny();

        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            if (await context.Set<EnvironmentSetting>().CountAsync(s => s.Environment == environment, ct).ConfigureAwait(false) >= OrganizationLimits.MaxVariablesPerEnvironment)
            {
                throw new LimitExceededException($"An environment has at most {OrganizationLimits.MaxVariablesPerEnvironment} variables and secrets. Remove some that nothing uses.");
            }

            var setting = new EnvironmentSetting
            {
                OrganizationId = access.OrganizationId,
                Environment = environment,
                Name = trimmed,
                IsSecret = isSecret,
                Value = isSecret ? secrets.Protect(value!) : value!,
                UpdatedAt = clock.GetUtcNow().UtcDateTime,
                UpdatedBy = access.Grant.ActorName,
            };
            context.Add(setting);
            context.RecordRow(access.Grant, setting.UpdatedAt, Action(setting, "created"), setting, setting.Id, NameOf(setting));
            try
            {
                await context.SaveAsync(trimmed, ct).ConfigureAwait(false);
            }
            catch (DbUpdateException e) when (e.IsDuplicate())
            {
                throw new ValidationException("name", $"{trimmed} exists already in {environment.ToString().ToLowerInvariant()}.");
            }

            feed.Publish(new(Topic, access.OrganizationId, setting.Id));
            return RowOf(setting);
        }
    }

    /// <summary>Gives a variable or a secret another value. A secret is replaced whole; there is nothing to start from.</summary>
    public async Task<EnvironmentSettingRow> ChangeAsync(Guid id, string? value, long? rowVersion, CancellationToken ct)
    {
        access.Require(Permission.EnvironmentsView);
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var setting = await FindAsync(context, id, ct).ConfigureAwait(false);
            access.Require(PermissionFor(setting.IsSecret), setting.Environment);
            setting.ExpectVersion(rowVersion, setting.Name);
            var errors = new Validator();
            CheckValue(errors, setting.IsSecret, value);
            errors.ThrowIfAny();

            setting.Value = setting.IsSecret ? secrets.Protect(value!) : value!;
            setting.UpdatedAt = clock.GetUtcNow().UtcDateTime;
            setting.UpdatedBy = access.Grant.ActorName;
            context.RecordRow(access.Grant, setting.UpdatedAt, Action(setting, "changed"), setting, setting.Id, NameOf(setting));
            await context.SaveAsync(setting.Name, ct).ConfigureAwait(false);
            feed.Publish(new(Topic, access.OrganizationId, setting.Id));
            return RowOf(setting);
        }
    }

    public async Task DeleteAsync(Guid id, long? rowVersion, CancellationToken ct)
    {
        access.Require(Permission.EnvironmentsView);
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var setting = await FindAsync(context, id, ct).ConfigureAwait(false);
            access.Require(PermissionFor(setting.IsSecret), setting.Environment);
            setting.ExpectVersion(rowVersion, setting.Name);
            context.Remove(setting);
            context.RecordRow(access.Grant, clock.GetUtcNow().UtcDateTime, Action(setting, "deleted"), setting, setting.Id, NameOf(setting));
            await context.SaveAsync(setting.Name, ct).ConfigureAwait(false);
            feed.Publish(new(Topic, access.OrganizationId, id));
        }
    }

    private static Permission PermissionFor(bool isSecret) => isSecret ? Permission.SecretsManage : Permission.EnvironmentsManage;

    private static string Action(EnvironmentSetting setting, string verb) => $"{(setting.IsSecret ? "secret" : "variable")}.{verb}";

    private static string NameOf(EnvironmentSetting setting) => $"{setting.Name} ({setting.Environment.ToString().ToLowerInvariant()})";

    private static EnvironmentSettingRow RowOf(EnvironmentSetting s) =>
        new(s.Id, s.Environment, s.Name, s.IsSecret, s.IsSecret ? null : s.Value, s.UpdatedAt, s.UpdatedBy, s.RowVersion);

    private static void CheckValue(Validator errors, bool isSecret, string? value)
    {
        errors.Check(!string.IsNullOrEmpty(value), "value", isSecret ? "Enter the secret." : "Enter a value.");
        errors.Check(value is null || value.Length <= OrganizationLimits.VariableValueLength, "value", $"At most {OrganizationLimits.VariableValueLength} characters.");
        errors.Check(value?.Contains('\0') != true, "value", "The character with code 0 is not possible here.");
    }

    private async Task<EnvironmentSetting> FindAsync(StudioDbContext context, Guid id, CancellationToken ct)
    {
        var setting = await context.Set<EnvironmentSetting>().SingleOrDefaultAsync(s => s.Id == id, ct).ConfigureAwait(false);
        return setting is not null && access.Grant.Environments?.Contains(setting.Environment) != false
            ? setting
            : throw new NotFoundException("The variable");
    }

    [GeneratedRegex("^[A-Z][A-Z0-9_]*$")]
    private static partial Regex NamePattern();
}
