using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Shared;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AssistantStudio.Web.Api;

public sealed record CredentialsBody(string? ApiKey);

public sealed record ProviderBody
{
    public ProviderKind? Kind { get; init; }

    public string? Name { get; init; }

    public string? BaseUrl { get; init; }

    /// <summary>Never read back. Without them, a stored key stays as it is.</summary>
    public CredentialsBody? Credentials { get; init; }

    public IReadOnlyList<string>? Models { get; init; }

    public Guid? FallbackId { get; init; }

    public bool? Active { get; init; }

    public int? TimeoutSeconds { get; init; }

    /// <summary>How many calls may be on their way at a time; null: as many as come.</summary>
    public int? MaxConcurrent { get; init; }

    /// <summary>How many may begin in a minute; null: as many as come.</summary>
    public int? RequestsPerMinute { get; init; }

    /// <summary>Providers with the same word here share the calls of a model that they all have.</summary>
    public string? LoadGroup { get; init; }

    public long? RowVersion { get; init; }

    internal IntegrationInput Input(ProviderKind? stored = null) => new()
    {
        Kind = Kind ?? stored ?? throw new ValidationException("kind", $"Name the kind: {string.Join(", ", Enum.GetValues<ProviderKind>().Select(ApiConventions.NameOf))}."),
        Name = Name,
        BaseUrl = BaseUrl,
        ApiKey = Credentials?.ApiKey,
        Models = Models ?? [],
        FallbackId = FallbackId,
        Active = Active ?? true,
        TimeoutSeconds = TimeoutSeconds,
        MaxConcurrent = MaxConcurrent,
        RequestsPerMinute = RequestsPerMinute,
        LoadGroup = LoadGroup,
    };
}

/// <param name="Model">To ask; none: the first of the settings, or the cheapest that the provider lists.</param>
public sealed record TestBody(string? Model);

/// <param name="Id">Of the provider that is being changed: its key is used where none is sent.</param>
public sealed record UnsavedTestBody(ProviderBody? Provider, Guid? Id, string? Model);

/// <param name="Cost">In US dollars; null: the model has no price here.</param>
public sealed record TestResultBody(
    bool Ok, long LatencyMs, IReadOnlyList<string> Models, int ModelCount, string? Model, string? Reply, int? Dimensions, double? Norm,
    long? InputTokens, long? OutputTokens, string? Cost, ProviderTestError? Error, IReadOnlyList<TestStep> Steps);

public sealed record ProviderKindBody(
    ProviderKind Kind, string Title, string Description, bool NeedsKey, bool TakesKey, bool AsksAddress, string? BaseUrl, bool Chats, bool Embeds, ProviderSubtype Subtype);

internal static class ProviderEndpoints
{
    public static void MapProviders(this IEndpointRouteBuilder api)
    {
        var providers = api.Area("/ai/providers", "AI configuration");
        providers.MapGet("", ListAsync).WithSummary("Providers; filters kind and active").Needs(Permission.ProvidersView);
        providers.MapGet("/kinds", ListKinds).WithSummary("The kinds of providers and what each asks for").Needs(Permission.ProvidersView);
        providers.MapGet("/{id:guid}", GetAsync).WithSummary("One provider, without its key").Needs(Permission.ProvidersView).FindsOne();
        providers.MapGet("/{id:guid}/users", ListUsersAsync).WithSummary("What uses it").Needs(Permission.ProvidersView).FindsOne();
        providers.MapPost("", CreateAsync).WithSummary("Add a provider").Needs(Permission.ProvidersManage);
        providers.MapPost("/test", TestAsync).WithSummary("Try settings that are not stored").Needs(Permission.ProvidersManage);
        providers.MapPut("/{id:guid}", ChangeAsync).WithSummary("Replace its settings; the key stays unless one is sent").Needs(Permission.ProvidersManage).FindsOne().MayConflict();
        providers.MapPost("/{id:guid}/test", TestStoredAsync).WithSummary("Try it: its models, and one tiny reply or vector").Needs(Permission.ProvidersManage).FindsOne();
        providers.MapPost("/{id:guid}/duplicate", DuplicateAsync).WithSummary("The same under another name, switched off").Needs(Permission.ProvidersManage).FindsOne();
        providers.MapDelete("/{id:guid}", DeleteAsync).WithSummary("Delete it; replaceBy names who takes its place").Needs(Permission.ProvidersManage).FindsOne().MayConflict();
    }

    private static async Task<Ok<PageBody<IntegrationRow>>> ListAsync(
        [AsParameters] ListParameters list, string? kind, bool? active, IntegrationService providers, CancellationToken ct)
    {
        var query = new IntegrationQuery { Kind = ApiConventions.Word<ProviderKind>(kind, "kind"), Active = active };
        return TypedResults.Ok((await providers.ListAsync(list.Into(query), ct)).Body());
    }

    private static Ok<IReadOnlyList<ProviderKindBody>> ListKinds(Access access)
    {
        access.Require(Permission.ProvidersView);
        return TypedResults.Ok<IReadOnlyList<ProviderKindBody>>(
            [.. ProviderKinds.All.Select(k => new ProviderKindBody(k.Kind, k.Title, k.Description, k.NeedsKey, k.TakesKey, k.AsksAddress, k.Address, k.Chats, k.Embeds, k.Subtype))]);
    }

    private static async Task<Ok<IntegrationRow>> GetAsync(Guid id, IntegrationService providers, HttpContext context, CancellationToken ct)
    {
        var row = await providers.GetAsync(id, ct);
        return TypedResults.Ok(context.WithVersion(row, row.RowVersion));
    }

    private static async Task<Ok<IReadOnlyList<ProviderUser>>> ListUsersAsync(Guid id, IntegrationService providers, CancellationToken ct) =>
        TypedResults.Ok(await providers.UsersOfAsync(id, ct));

    private static async Task<Created<IntegrationRow>> CreateAsync(ProviderBody body, IntegrationService providers, HttpContext context, CancellationToken ct)
    {
        var row = await providers.CreateAsync(body.Input(), null, ct);
        return TypedResults.Created($"/api/v1/ai/providers/{row.Id}", context.WithVersion(row, row.RowVersion));
    }

    private static async Task<Ok<IntegrationRow>> ChangeAsync(Guid id, ProviderBody body, IntegrationService providers, HttpContext context, CancellationToken ct)
    {
        var kind = body.Kind ?? (await providers.GetAsync(id, ct)).Kind;
        var row = await providers.ChangeAsync(id, body.Input(kind), context.ExpectedVersion(body.RowVersion), null, ct);
        return TypedResults.Ok(context.WithVersion(row, row.RowVersion));
    }

    private static async Task<Created<IntegrationRow>> DuplicateAsync(Guid id, IntegrationService providers, HttpContext context, CancellationToken ct)
    {
        var row = await providers.DuplicateAsync(id, ct);
        return TypedResults.Created($"/api/v1/ai/providers/{row.Id}", context.WithVersion(row, row.RowVersion));
    }

    private static async Task<NoContent> DeleteAsync(Guid id, Guid? replaceBy, IntegrationService providers, HttpContext context, CancellationToken ct)
    {
        await providers.DeleteAsync(id, replaceBy, context.ExpectedVersion(null), ct);
        return TypedResults.NoContent();
    }

    private static async Task<Ok<TestResultBody>> TestStoredAsync(Guid id, TestBody? body, IntegrationTestService tests, CancellationToken ct) =>
        TypedResults.Ok(Body(await tests.TestStoredAsync(id, body?.Model, ct)));

    private static async Task<Ok<TestResultBody>> TestAsync(UnsavedTestBody body, IntegrationTestService tests, IntegrationService providers, CancellationToken ct)
    {
        var settings = body.Provider ?? throw new ValidationException("provider", "Send the settings to try.");
        var stored = body.Id is { } id && settings.Kind is null ? (await providers.GetAsync(id, ct)).Kind : (ProviderKind?)null;
        return TypedResults.Ok(Body(await tests.TestAsync(settings.Input(stored), body.Id, body.Model, ct)));
    }

    private static TestResultBody Body(ProviderTest t) => new(
        t.Ok, t.LatencyMs, t.Models, t.ModelCount, t.Model, t.Reply, t.Dimensions, t.Norm, t.InputTokens, t.OutputTokens,
        t.Cost is { } cost ? ApiMoney.Of(cost) : null, t.Error, t.Steps);
}
