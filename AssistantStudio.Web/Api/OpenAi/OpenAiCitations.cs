using System.Text.Json;
using AssistantStudio.Core.Conversations;

namespace AssistantStudio.Web.Api;

/// <summary>
/// What the marks of an answer stand for, beside what OpenAI's own answers have:
/// <c>"citations":[{"number":1,"title":"Returns","url":"https://shop.example/returns","source":"Handbook","heading":"How long"}]</c>
/// </summary>
internal static class OpenAiCitations
{
    /// <summary>Nothing where there are none: most answers have none, and strict clients need not know of it.</summary>
    public static void Write(Utf8JsonWriter json, IReadOnlyList<Citation> citations)
    {
        if (citations.Count == 0)
        {
            return;
        }

        json.WriteStartArray("citations"u8);
        foreach (var citation in citations)
        {
            json.WriteStartObject();
            json.WriteNumber("number"u8, citation.Number);
            json.WriteString("title"u8, citation.Title);
            json.WriteString("url"u8, UrlOf(citation));
            json.WriteString("source"u8, citation.SourceName);
            json.WriteString("heading"u8, citation.Heading);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>Each mark in the text whose document has an address.</summary>
    public static IEnumerable<OpenAiAnnotation> AnnotationsOf(string text, IReadOnlyList<Citation> citations) =>
        citations.Count == 0 ? []
        : from mark in CitationMarks.In(text)
          from number in mark.Numbers
          let citation = citations.FirstOrDefault(c => c.Number == number)
          where citation is not null && UrlOf(citation) is not null
          select new OpenAiAnnotation(Characters(text, mark.Start), Characters(text, mark.End), UrlOf(citation)!, citation.Title);

    /// <summary>Null: it is a file, or was typed in; where files lie is nobody's business.</summary>
    private static string? UrlOf(Citation citation) =>
        Uri.TryCreate(citation.Address, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttps || uri.Scheme == Uri.UriSchemeHttp) ? citation.Address : null;

    /// <summary>OpenAI counts characters, and one beyond the first 65,536 as one, which is two here.</summary>
    private static int Characters(string text, int units)
    {
        var count = units;
        foreach (var unit in text.AsSpan(0, units))
        {
            count -= char.IsLowSurrogate(unit) ? 1 : 0;
        }

        return count;
    }
}

/// <summary>A place in a text that a page of the web stands behind.</summary>
internal sealed record OpenAiAnnotation(int Start, int End, string Url, string Title)
{
    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "url_citation"u8);
        json.WriteNumber("start_index"u8, Start);
        json.WriteNumber("end_index"u8, End);
        json.WriteString("url"u8, Url);
        json.WriteString("title"u8, Title);
        json.WriteEndObject();
    }
}
