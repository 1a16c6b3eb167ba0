namespace AssistantStudio.Web.Components.Controls;

/// <summary>A tab is a link, so that it can be bookmarked and opened beside.</summary>
/// <param name="Exact">Active on this address only, not on those below it: for the first tab, whose address begins all others.</param>
public sealed record TabLink(string Label, string Href, long? Count = null, bool Exact = false);
