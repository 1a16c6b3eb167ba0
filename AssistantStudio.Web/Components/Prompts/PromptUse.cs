namespace AssistantStudio.Web.Components.Prompts;

/// <summary>An assistant that uses a prompt, and how: "Primary, version 3".</summary>
public sealed record PromptUse(string Assistant, string Href, string How);
