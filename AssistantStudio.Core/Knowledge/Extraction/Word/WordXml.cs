using System.Xml.Linq;

namespace AssistantStudio.Core.Knowledge;

/// <summary>Elements and attributes by their local names: the two editions of the format differ in namespaces only.</summary>
internal static class WordXml
{
    public static XElement? Child(this XElement? element, string name) => element?.Elements().FirstOrDefault(e => e.Name.LocalName == name);

    public static IEnumerable<XElement> Children(this XElement? element, string name) => element?.Elements().Where(e => e.Name.LocalName == name) ?? [];

    public static string? Value(this XElement? element, string attribute) => element?.Attributes().FirstOrDefault(a => a.Name.LocalName == attribute)?.Value;
}
