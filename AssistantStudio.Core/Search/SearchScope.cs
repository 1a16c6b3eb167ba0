using System.Security.Cryptography;
using System.Text;

namespace AssistantStudio.Core.Search;

/// <summary>The tokens that stand in an entry's index beside its words. Letters and digits only, whatever they stand for.</summary>
internal static class SearchScope
{
    private const int FacetBytes = 8;

    public static string Of(SearchKind kind, Guid organizationId) => $"{kind.ToString().ToLowerInvariant()}{organizationId:N}";

    /// <summary>A hash: a value may be any text. Two values with the same hash do no harm, see <see cref="SearchTexts.Facets"/>.</summary>
    public static string Of(SearchFacet facet) =>
        "f" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{facet.Name}:{facet.Value}")), 0, FacetBytes);

    public static string Of(SearchKind kind, Guid organizationId, IEnumerable<SearchFacet> facets) =>
        string.Join(' ', facets.Select(Of).Distinct(StringComparer.Ordinal).Prepend(Of(kind, organizationId)));
}
