using AssistantStudio.Core.Data;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Shared;
using AssistantStudio.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace AssistantStudio.Tests.Core.Providers;

/// <summary>What an organisation decides about AI is checked, versioned, logged and its own.</summary>
public sealed class AiSettingServiceTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Get_NothingDecided_IsTheUsualValue()
    {
        await using var studio = await TestStudio.CreateAsync();
        await using var viewer = studio.As(Role.Viewer);

        var row = await viewer.Get<AiSettingService>().GetAsync<FeaturePolicy>(Cancel);

        Assert.Equal((new FeaturePolicy(), 0L, null), (row.Value, row.RowVersion, row.UpdatedAt));
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Put_ByAnAdministrator_HoldsForTheirOrganisationAtOnceAndIsInTheLog(DatabaseProvider provider)
    {
        await using var studio = await TestStudio.CreateAsync(provider);
        await using var admin = studio.As(Role.OrgAdmin);
        var known = await admin.Get<IntegrationService>().CreateAsync(new() { Kind = ProviderKind.BuiltIn, Name = "House" }, null, Cancel);
        var decisions = studio.Get<AiSettings>();
        Assert.Empty((await decisions.OfAsync(studio.Ours.Id, Cancel)).Models.AllowedProviders);

        var row = await admin.Get<AiSettingService>().PutAsync(new ModelPolicy { AllowedProviders = [known.Id], AllowedModels = ["gpt-*"] }, 0, Cancel);

        Assert.Equal(1, row.RowVersion);
        Assert.Equal([known.Id], (await decisions.OfAsync(studio.Ours.Id, Cancel)).Models.AllowedProviders);
        Assert.Empty((await decisions.OfAsync(studio.Theirs.Id, Cancel)).Models.AllowedProviders);
        await using var db = await studio.OpenAsync();
        var entry = await db.Set<AuditEntry>().SingleAsync(a => a.Action == "ai_setting.changed", Cancel);
        Assert.Equal("Rules for models", entry.SubjectName);
        Assert.Contains("House", entry.Changes, StringComparison.Ordinal);
        Assert.Contains("AllowedModels", entry.Changes, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Put_OverWhatSomebodyElseChanged_IsRefused()
    {
        await using var studio = await TestStudio.CreateAsync();
        await using var admin = studio.As(Role.OrgAdmin);
        var settings = admin.Get<AiSettingService>();
        await settings.PutAsync(new CostPolicy { MaxPerRequest = 5 }, 0, Cancel);

        await Assert.ThrowsAsync<ConflictException>(() => settings.PutAsync(new CostPolicy { MaxPerRequest = 6 }, 0, Cancel));
        await settings.PutAsync(new CostPolicy { MaxPerRequest = 7 }, 1, Cancel);

        Assert.Equal((7, 2L), ((await settings.GetAsync<CostPolicy>(Cancel)).Value.MaxPerRequest, (await settings.GetAsync<CostPolicy>(Cancel)).RowVersion));
    }

    [Fact]
    public async Task Put_WhatCannotBe_IsSaidBesideItsField()
    {
        await using var studio = await TestStudio.CreateAsync();
        await using var admin = studio.As(Role.OrgAdmin);
        var settings = admin.Get<AiSettingService>();

        await ErrorAtAsync("maxPerRequest", new CostPolicy { MaxPerRequest = 0 });
        await ErrorAtAsync("maxPerRequest", new CostPolicy { MaxPerRequest = -1 });
        await ErrorAtAsync("cacheHours", new FeaturePolicy { CacheHours = 0 });
        await ErrorAtAsync("allowedProviders[0]", new ModelPolicy { AllowedProviders = [Guid.NewGuid()] });
        await ErrorAtAsync("allowedModels[1]", new ModelPolicy { AllowedModels = ["gpt-*", " "] });
        await ErrorAtAsync("residency", new DataPolicy { Residency = new('x', DataPolicy.NoteLength + 1) });
        await ErrorAtAsync("model", new AnsweringPreference { ByDifficulty = true });
        await ErrorAtAsync("model", new AnsweringPreference { Model = new(Guid.NewGuid(), "m") });

        async Task ErrorAtAsync<T>(string field, T value)
            where T : class, IAiSetting<T>, new() =>
            Assert.Contains(field, (await Assert.ThrowsAsync<ValidationException>(() => settings.PutAsync(value, null, Cancel))).Errors.Keys);
    }

    [Fact]
    public async Task Put_ByAnEditor_ChangesPreferencesAndNoPolicy()
    {
        await using var studio = await TestStudio.CreateAsync();
        await using var editor = studio.As(Role.Editor);
        await using var viewer = studio.As(Role.Viewer);

        await editor.Get<AiSettingService>().PutAsync(new AnsweringPreference(), null, Cancel);

        await Assert.ThrowsAsync<ForbiddenException>(() => editor.Get<AiSettingService>().PutAsync(new FeaturePolicy(), null, Cancel));
        await Assert.ThrowsAsync<ForbiddenException>(() => viewer.Get<AiSettingService>().PutAsync(new AnsweringPreference(), null, Cancel));
    }

    [Fact]
    public async Task DeleteProvider_NamedByAPreference_IsRefusedOrReplacedThere()
    {
        await using var studio = await TestStudio.CreateAsync();
        await using var admin = studio.As(Role.OrgAdmin);
        var (settings, providers) = (admin.Get<AiSettingService>(), admin.Get<IntegrationService>());
        var first = await providers.CreateAsync(new() { Kind = ProviderKind.Ollama, Name = "First", Models = ["m"] }, null, Cancel);
        var second = await providers.CreateAsync(new() { Kind = ProviderKind.Ollama, Name = "Second", Models = ["m"] }, null, Cancel);
        await settings.PutAsync(new AnsweringPreference { Model = new(first.Id, "m") }, null, Cancel);
        await settings.PutAsync(new ModelPolicy { AllowedProviders = [first.Id] }, null, Cancel);

        var refused = await Assert.ThrowsAsync<ConflictException>(() => providers.DeleteAsync(first.Id, null, null, Cancel));
        await providers.DeleteAsync(first.Id, second.Id, null, Cancel);

        Assert.Contains("Question answering", refused.Message, StringComparison.Ordinal);
        Assert.Equal(second.Id, (await studio.Get<AiSettings>().OfAsync(studio.Ours.Id, Cancel)).Answering.Model!.ProviderId);

        // Nobody becomes allowed by standing in.
        Assert.Equal([first.Id], (await settings.GetAsync<ModelPolicy>(Cancel)).Value.AllowedProviders);
    }
}
