using AssistantStudio.Core.Data;
using AssistantStudio.Core.Shared;
using AssistantStudio.Core.Usage;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Providers;

/// <summary>Tries settings before they are stored, and stored ones again.</summary>
public sealed class IntegrationTestService(Access access, StudioDb db, SecretProtector secrets, ModelCatalogues catalogues, ProviderTester tester, ChangeFeed feed, TimeProvider clock)
{
    /// <param name="id">What is being changed: its stored key stands in for one that was not typed again.</param>
    public async Task<ProviderTest> TestAsync(IntegrationInput input, Guid? id, string? model, CancellationToken ct)
    {
        access.Require(Permission.ProvidersManage);
        var stored = id is { } known ? await ReadAsync(known, ct).ConfigureAwait(false) : null;
        var errors = new Validator();
        var settings = IntegrationRules.Read(input with { Name = string.IsNullOrWhiteSpace(input.Name) ? ProviderKinds.Of(stored?.Kind ?? input.Kind).Title : input.Name }, stored, errors);
        errors.ThrowIfAny();
        var account = new ProviderAccount
        {
            Kind = settings.Kind,
            Name = settings.Name,
            Address = settings.Address,
            Key = settings.Key ?? (stored?.Key is { } key ? secrets.Unprotect(key) : null),
            Models = settings.Models,
            Catalogue = await catalogues.OfAsync(access.OrganizationId, ct).ConfigureAwait(false),
            Timeout = TimeSpan.FromSeconds(settings.TimeoutSeconds),
        };
        return await TestAsync(account, id, model, ct, stored is null ? input.NewId : null).ConfigureAwait(false);
    }

    /// <summary>What it showed is kept with the provider.</summary>
    public async Task<ProviderTest> TestStoredAsync(Guid id, string? model, CancellationToken ct)
    {
        access.Require(Permission.ProvidersManage);
        var stored = await ReadAsync(id, ct).ConfigureAwait(false);
        var test = await TestAsync(stored.Account(secrets, await catalogues.OfAsync(access.OrganizationId, ct).ConfigureAwait(false)), id, model, ct).ConfigureAwait(false);
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            await context.RememberTestAsync(stored, test, clock.GetUtcNow().UtcDateTime, ct).ConfigureAwait(false);
        }

        feed.Publish(new(IntegrationService.Topic, access.OrganizationId, id));
        return test;
    }

    private Task<ProviderTest> TestAsync(ProviderAccount account, Guid? id, string? model, CancellationToken ct, Guid? newId = null) => tester.TestAsync(
        account,
        id,
        string.IsNullOrWhiteSpace(model) ? null : model.Trim(),
        new() { OrganizationId = access.OrganizationId, Operation = UsageOperation.Test, ApiKeyId = access.Grant.ApiKeyId, UserId = access.Grant.UserId, NewProviderId = newId },
        ct);

    private async Task<Integration> ReadAsync(Guid id, CancellationToken ct)
    {
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            return await IntegrationService.FindAsync(context, id, ct).ConfigureAwait(false);
        }
    }
}
