using System.Text.RegularExpressions;
using AssistantStudio.Web.Api;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace AssistantStudio.Web.Components.ApiDocs;

public sealed record ApiArea(string Name, IReadOnlyList<ApiOperation> Operations);

/// <param name="Place">"path", "query" or "body".</param>
public sealed record ApiParameter(string Name, string Place, string Words);

/// <param name="Needs">The permission as keys and replies write it; null when any key is enough.</param>
/// <param name="Body">An example in JSON.</param>
/// <param name="Reply">An example in JSON; null when the reply has no JSON body.</param>
public sealed record ApiOperation(
    string Method, string Path, string Summary, string? Needs, IReadOnlyList<ApiParameter> Parameters, IReadOnlyList<int> Answers, string? Body, string? Reply)
{
    public string Curl(string root)
    {
        var lines = new List<string> { $"curl {(Method == "GET" ? "" : $"-X {Method} ")}\"{root}{Path}\"", "-H \"Authorization: Bearer as_…\"" };
        if (Body is not null)
        {
            lines.Add("-H \"Content-Type: application/json\"");
            lines.Add($"-d '{Body}'");
        }

        return string.Join(" \\\n  ", lines);
    }
}

/// <summary>The mapped operations for a reader. It reads what is mapped, so it cannot fall behind.</summary>
public static partial class ApiOperations
{
    private static readonly string[] s_order = ["GET", "POST", "PUT", "DELETE"];

    public static IReadOnlyList<ApiArea> Of(IApiDescriptionGroupCollectionProvider descriptions) =>
    [
        .. descriptions.ApiDescriptionGroups.Items.SelectMany(g => g.Items)
            .GroupBy(d => d.ActionDescriptor.EndpointMetadata.OfType<ITagsMetadata>().LastOrDefault()?.Tags is [var tag, ..] ? tag : "Other")
            .OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => new ApiArea(g.Key, [.. g.Select(OperationOf).OrderBy(o => o.Path, StringComparer.Ordinal).ThenBy(o => Array.IndexOf(s_order, o.Method))])),
    ];

    private static ApiOperation OperationOf(ApiDescription d)
    {
        var metadata = d.ActionDescriptor.EndpointMetadata;
        var body = d.ParameterDescriptions.FirstOrDefault(p => p.Source == BindingSource.Body)?.Type;
        var reply = d.SupportedResponseTypes.FirstOrDefault(r => r.StatusCode is >= 200 and < 300)?.Type;
        return new(
            d.HttpMethod ?? "",
            Constraint().Replace("/" + d.RelativePath?.TrimEnd('/'), "{$1}"),
            metadata.OfType<IEndpointSummaryMetadata>().LastOrDefault()?.Summary ?? "",
            metadata.OfType<NeedsPermission>().LastOrDefault()?.ToString(),
            [.. d.ParameterDescriptions.SelectMany(ParametersOf)],
            [.. d.SupportedResponseTypes.Select(r => r.StatusCode).Distinct().Order()],
            body is null ? null : ApiShape.Json(body),
            reply is null || reply == typeof(void) || reply == typeof(string) ? null : ApiShape.Json(reply));
    }

    private static IEnumerable<ApiParameter> ParametersOf(ApiParameterDescription parameter) =>
        parameter.Source == BindingSource.Body && parameter.Type is { } type
            ? ApiShape.Fields(type).Select(p => new ApiParameter(ApiShape.NameOf(p.Name), "body", ApiShape.Words(p.PropertyType)))
            : [new(ApiShape.NameOf(parameter.Name), parameter.Source == BindingSource.Path ? "path" : "query", ApiShape.Words(parameter.Type ?? typeof(string)))];

    /// <summary><c>{id:guid}</c> is <c>{id}</c> to a reader.</summary>
    [GeneratedRegex(@"\{(\w+):[^}]+\}")]
    private static partial Regex Constraint();
}
