namespace AssistantStudio.Core.Knowledge;

/// <summary>A web page as text, and what it tells a program that follows links.</summary>
/// <param name="Links">Absolute, without fragments, each once; those that ask not to be followed are left out.</param>
/// <param name="Canonical">The address under which the page wants to be known.</param>
internal sealed record HtmlPage(string Title, ExtractedDocument Document, IReadOnlyList<Uri> Links, Uri? Canonical, bool NoIndex, bool NoFollow);
