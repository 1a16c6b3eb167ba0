using AssistantStudio.Core.Providers;
using AssistantStudio.Web.Components.Controls;
using AssistantStudio.Web.Shell;

namespace AssistantStudio.Web.Components.Providers;

/// <summary>Providers in words.</summary>
internal static class ProviderText
{
    /// <summary>Two letters that stand for a kind where there is no room for its name.</summary>
    public static string Monogram(ProviderKind kind) => kind switch
    {
        ProviderKind.OpenAi => "OA",
        ProviderKind.AzureOpenAi => "AZ",
        ProviderKind.GoogleGemini => "GE",
        ProviderKind.Anthropic => "AN",
        ProviderKind.Ollama => "OL",
        ProviderKind.OpenAiCompatible => "OC",
        ProviderKind.CustomGateway => "GW",
        ProviderKind.LocalEmbeddings => "LE",
        ProviderKind.Jira => "JI",
        ProviderKind.GitHub => "GH",
        _ => "BI",
    };

    public static string Sub(IntegrationRow row)
    {
        var kind = ProviderKinds.Of(row.Kind);
        return row.BaseUrl is { } address && address != kind.Address && Uri.TryCreate(address, UriKind.Absolute, out var uri) ? $"{kind.Title}, {uri.Authority}" : kind.Title;
    }

    public static (StatusShape Shape, string Text) StateOf(IntegrationRow row) => row switch
    {
        { Active: false } => (StatusShape.Off, "Switched off"),
        { LastTest: null } => (StatusShape.Off, "Not tried yet"),
        { LastTest.Ok: true } => (StatusShape.Good, "Ready"),
        _ => (StatusShape.Failed, "Failed"),
    };

    public static string Of(TestStepKind step) => step switch
    {
        TestStepKind.Address => "Address answers",
        TestStepKind.Key => "Key accepted",
        TestStepKind.Models => "Models listed",
        _ => "First reply",
    };

    public static string Failed(TestStepKind step) => step switch
    {
        TestStepKind.Address => "No answer from the address",
        TestStepKind.Key => "Key not accepted",
        TestStepKind.Models => "Models not listed",
        _ => "No reply",
    };

    /// <summary>"OK" with gpt-4.1-nano, 13 tokens, $0.000002: what a successful test showed, in one line.</summary>
    public static string Result(ProviderTest test)
    {
        if (test.Model is null && test.Reply is { } told)
        {
            return told; // Of a data source: as whom it is read.
        }

        var said = test.Dimensions is { } dimensions ? $"A vector of {Format.Number(dimensions)} numbers from {test.Model}" : $"“{test.Reply}” from {test.Model}";
        var tokens = (test.InputTokens ?? 0) + (test.OutputTokens ?? 0);
        var cost = test.Cost switch { null => "no price known", 0 => "free", var nano => Format.Money(nano) };
        return tokens > 0 ? $"{said}, {Format.Count((int)tokens, "token")}, {cost}" : $"{said}, {cost}";
    }

    /// <summary>Who stands in for whom, in order; a chain that was changed on two sides at once may come back to its beginning.</summary>
    public static IReadOnlyList<string> ChainOf(IntegrationRow row, IReadOnlyDictionary<Guid, IntegrationRow> all)
    {
        var (names, seen) = (new List<string>(), new HashSet<Guid> { row.Id });
        for (var next = row.FallbackId; next is { } id && seen.Add(id) && all.TryGetValue(id, out var found); next = found.FallbackId)
        {
            names.Add(found.Name);
        }

        return names;
    }
}
