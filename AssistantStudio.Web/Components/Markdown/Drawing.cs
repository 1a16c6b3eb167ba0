using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;

namespace AssistantStudio.Web.Components.Markdown;

/// <summary>Adds to a render tree what only the text decides.</summary>
internal sealed class Drawing(RenderTreeBuilder builder, int first)
{
    private int _next = first;

#pragma warning disable ASP0006 // No line of code stands for what is drawn: a counter numbers it, so that a text that grows is only added to.
    public void Open(string element) => builder.OpenElement(_next++, element);

    public void Open<T>()
        where T : IComponent => builder.OpenComponent<T>(_next++);

    public void Attribute(string name, string? value) => builder.AddAttribute(_next++, name, value);

    public void Parameter(string name, object? value) => builder.AddComponentParameter(_next++, name, value);

    public void Text(string? text) => builder.AddContent(_next++, text);

    public void Content<T>(RenderFragment<T> fragment, T value) => builder.AddContent(_next++, fragment, value);
#pragma warning restore ASP0006

    public void Close() => builder.CloseElement();

    public void CloseComponent() => builder.CloseComponent();
}
