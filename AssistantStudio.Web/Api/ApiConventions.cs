using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using AssistantStudio.Core.Shared;
using AssistantStudio.Web.Hosting;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace AssistantStudio.Web.Api;

/// <summary>What every list takes from the query: page, pageSize, sort, q.</summary>
public sealed record ListParameters(
    [property: FromQuery] int? Page, [property: FromQuery] int? PageSize, [property: FromQuery] string? Sort, [property: FromQuery] string? Q)
{
    public T Into<T>(T query)
        where T : ListQuery => query with
        {
            Page = Page ?? 1,
            PageSize = PageSize ?? ListLimits.DefaultPageSize,
            Sort = Sort,
            Search = Q,
        };
}

/// <summary>A page as the API shows it.</summary>
public sealed record PageBody<T>(IReadOnlyList<T> Items, int Page, int PageSize, int Total)
{
    /// <summary>What was searched for instead, when a word of the search was misspelt.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? SearchedFor { get; init; }
}

/// <summary>Small things that every endpoint does the same way.</summary>
public static class ApiConventions
{
    /// <summary>The one JSON dialect: camelCase, snake_case words, nothing indented.</summary>
    public static void Configure(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false));
    }

    public static PageBody<T> Body<T>(this Page<T> page) => new(page.Items, page.PageNumber, page.PageSize, page.Total) { SearchedFor = page.SearchedFor };

    /// <summary>A word of a vocabulary out of the query, as JSON writes it; null when it was not given.</summary>
    public static T? Word<T>(string? value, string field)
        where T : struct, Enum
    {
        if (string.IsNullOrEmpty(value))
        {
            return null;
        }

        foreach (var known in Enum.GetValues<T>())
        {
            if (NameOf(known) == value)
            {
                return known;
            }
        }

        throw new ValidationException(field, $"\"{value}\" is not known here. There are: {string.Join(", ", Enum.GetValues<T>().Select(NameOf))}.");
    }

    public static string NameOf<T>(T value)
        where T : struct, Enum =>
        typeof(T).GetField(value.ToString())?.GetCustomAttribute<JsonStringEnumMemberNameAttribute>()?.Name ?? JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());

    /// <summary>Sends the row's version along, to be sent back as If-Match.</summary>
    public static T WithVersion<T>(this HttpContext context, T row, long version)
    {
        context.Response.Headers.ETag = $"\"{version.ToString(CultureInfo.InvariantCulture)}\"";
        return row;
    }

    /// <summary>The version the caller saw: from If-Match, else from the body.</summary>
    public static long? ExpectedVersion(this HttpContext context, long? fromBody)
    {
        var header = context.Request.Headers.IfMatch.ToString();
        if (header.Length == 0 || header == "*")
        {
            return fromBody;
        }

        return EntityTagHeaderValue.TryParse(header, out var tag)
            && long.TryParse(tag.Tag.AsSpan().Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var version)
                ? version
                : throw new ValidationException("If-Match", "Send the ETag of the row as it was read.");
    }

    public static RouteGroupBuilder Area(this IEndpointRouteBuilder api, string path, string tag) =>
        api.MapGroup(path).WithTags(tag)
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status403Forbidden);

    /// <summary>Says what the caller must be allowed to do, for readers of the API. The service behind the endpoint is what checks it.</summary>
    public static RouteHandlerBuilder Needs(this RouteHandlerBuilder endpoint, Permission permission, string? note = null) =>
        endpoint.WithMetadata(new NeedsPermission(permission, note));

    public static RouteHandlerBuilder FindsOne(this RouteHandlerBuilder endpoint) => endpoint.ProducesProblem(StatusCodes.Status404NotFound);

    public static RouteHandlerBuilder MayConflict(this RouteHandlerBuilder endpoint) =>
        endpoint.ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status412PreconditionFailed);
}

/// <param name="Note">", or …": what else can be needed.</param>
public sealed record NeedsPermission(Permission Permission, string? Note)
{
    public override string ToString() => ApiConventions.NameOf(Permission) + Note;
}

public static class ApiRegistration
{
    public static IServiceCollection AddStudioApi(this IServiceCollection services)
    {
        services.ConfigureHttpJsonOptions(o => ApiConventions.Configure(o.SerializerOptions));
        services.Configure<RouteHandlerOptions>(o => o.ThrowOnBadRequest = true); // Not in development alone: the error handler says what is wrong.
        services.AddEndpointsApiExplorer();
        services.AddOpenApi("v1", o => o.AddOperationTransformer((operation, context, _) =>
        {
            var needs = context.Description.ActionDescriptor.EndpointMetadata.OfType<NeedsPermission>().LastOrDefault();
            operation.Description = needs is null ? operation.Description : $"Needs the permission {needs}.";
            return Task.CompletedTask;
        }).AddSchemaTransformer((schema, context, _) =>
        {
            // A constructor names all its parameters, so all would be called required. What may be null may be left out.
            foreach (var property in context.JsonTypeInfo.Properties.Where(p => p.IsGetNullable || Nullable.GetUnderlyingType(p.PropertyType) is not null))
            {
                schema.Required?.Remove(property.Name);
            }

            return Task.CompletedTask;
        }).AddDocumentTransformer((document, _, _) =>
        {
            document.Info.Title = "AssistantStudio";
            document.Info.Description = "Send a key with every call: Authorization: Bearer as_… Times are UTC, money is a decimal string.";
            return Task.CompletedTask;
        }));
        services.AddScoped<IdempotencyStore>();
        return services;
    }

    /// <summary>Every endpoint under /api/v1, one file per feature.</summary>
    public static void MapStudioApi(this WebApplication app)
    {
        app.MapOpenApi("/openapi/{documentName}.json").AllowAnonymous();
        var limits = app.Services.GetRequiredService<IOptions<WebOptions>>().Value;
        var api = app.MapGroup(ApiPaths.V1).RequireAuthorization()
            .WithMetadata(new RequestSizeLimitAttribute(limits.ApiBodyKilobytes * 1024L));
        api.MapOrganization();
        api.MapUsers();
        api.MapApiKeys();
        api.MapAudit();
        api.MapEnvironments();
        api.MapJobs();
        api.MapAllowedNetworks();
        api.MapPrompts();
        api.MapAssistants();
        api.MapPromptLinks();
        api.MapProviders();
        api.MapModels();
        api.MapUsage();
        api.MapKnowledge();
        api.MapBudgets();
        api.MapAiSettings();
        api.MapGateways();
        api.MapEmbeddings();
        api.MapConversations();
        api.MapDeployments();
        api.MapEmbeds();
        api.MapMessages();
        api.MapWebhooks();
        app.MapServing();
    }
}
