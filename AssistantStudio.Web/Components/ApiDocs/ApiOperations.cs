using System.Text.Json;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace AssistantStudio.Web.Components.ApiDocs;

public sealed record ApiArea(string Name, IReadOnlyList<ApiOperation> Operations);

public sealed record ApiOperation(string Method, string Path, string Summary, string Takes, string Answers);

/// <summary>The mapped operations as rows of a table. It reads what is mapped, so it cannot fall behind.</summary>
public static class ApiOperations
{
    public static IReadOnlyList<ApiArea> Of(IApiDescriptionGroupCollectionProvider descriptions) =>
    [
        .. descriptions.ApiDescriptionGroups.Items.SelectMany(g => g.Items)
            .GroupBy(d => d.ActionDescriptor.EndpointMetadata.OfType<ITagsMetadata>().LastOrDefault()?.Tags is [var tag, ..] ? tag : "Other")
            .OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => new ApiArea(g.Key, [.. g.Select(OperationOf).OrderBy(o => o.Path, StringComparer.Ordinal).ThenBy(o => o.Method, StringComparer.Ordinal)])),
    ];

    private static ApiOperation OperationOf(ApiDescription d) => new(
        d.HttpMethod ?? "",
        "/" + d.RelativePath,
        d.ActionDescriptor.EndpointMetadata.OfType<IEndpointSummaryMetadata>().LastOrDefault()?.Summary ?? "",
        string.Join(", ", d.ParameterDescriptions.Where(p => p.Source != BindingSource.Path).SelectMany(NamesOf)),
        string.Join(", ", d.SupportedResponseTypes.Select(r => r.StatusCode).Distinct().Order()));

    private static IEnumerable<string> NamesOf(ApiParameterDescription parameter) =>
        parameter.Source == BindingSource.Body && parameter.Type is { } type
            ? type.GetProperties().Select(p => JsonNamingPolicy.CamelCase.ConvertName(p.Name))
            : [JsonNamingPolicy.CamelCase.ConvertName(parameter.Name)];
}
