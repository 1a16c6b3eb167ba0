using Markdig.Extensions.TaskLists;
using Markdig.Syntax.Inlines;
using Microsoft.AspNetCore.Components;

namespace AssistantStudio.Web.Components.Markdown;

/// <summary>Draws what stands in a line.</summary>
internal sealed class MarkdownInlines(Drawing drawing, string text, RenderFragment<int>? reference = null)
{
    private const int Deepest = 24;

    private int _depth;

    public void Write(ContainerInline inlines)
    {
        if (++_depth > Deepest)
        {
            Written(inlines);
        }
        else
        {
            foreach (var inline in inlines)
            {
                One(inline);
            }
        }

        _depth--;
    }

    private void One(Inline inline)
    {
        switch (inline)
        {
            case LiteralInline literal:
                drawing.Text(literal.Content.ToString());
                break;
            case CodeInline code:
                Element("code", code.Content);
                break;
            case HtmlEntityInline entity:
                drawing.Text(entity.Transcoded.ToString());
                break;
            case LineBreakInline line:
                Break(line);
                break;
            case EmphasisInline emphasis:
                drawing.Open(emphasis.DelimiterChar == '~' ? "del" : emphasis.DelimiterCount == 2 ? "strong" : "em");
                Write(emphasis);
                drawing.Close();
                break;
            case AutolinkInline auto:
                Link(auto.IsEmail ? $"mailto:{auto.Url}" : auto.Url, () => drawing.Text(auto.Url));
                break;
            case LinkInline link:
                Link(link.GetDynamicUrl?.Invoke() ?? link.Url, () => LinkText(link));
                break;
            case ReferenceInline references when reference is not null:
                foreach (var number in references.Numbers)
                {
                    drawing.Content(reference, number);
                }

                break;
            case TaskList task:
                Task(task);
                break;
            case ContainerInline container:
                Write(container);
                break;
            default:
                Written(inline);
                break;
        }
    }

    private void Break(LineBreakInline line)
    {
        if (line.IsHard)
        {
            drawing.Open("br");
            drawing.Close();
        }
        else
        {
            drawing.Text("\n");
        }
    }

    private void Element(string element, string content)
    {
        drawing.Open(element);
        drawing.Text(content);
        drawing.Close();
    }

    /// <summary>Where else it would lead, it is only text.</summary>
    private void Link(string? address, Action content)
    {
        if (MarkdownLinks.Of(address) is { } to)
        {
            drawing.Open("a");
            drawing.Attribute("href", to);
            drawing.Attribute("target", "_blank");
            drawing.Attribute("rel", "noopener noreferrer nofollow");
            content();
            drawing.Close();
        }
        else
        {
            content();
        }
    }

    private void LinkText(LinkInline link)
    {
        if (link.IsImage)
        {
            drawing.Text("Picture: ");
        }

        if (link.FirstChild is null)
        {
            drawing.Text(link.Url);
        }
        else
        {
            Write(link);
        }
    }

    private void Task(TaskList task)
    {
        drawing.Open("span");
        drawing.Attribute("class", task.Checked ? "md-task done" : "md-task");
        drawing.Attribute("role", "img");
        drawing.Attribute("aria-label", task.Checked ? "Done" : "Open");
        drawing.Close();
    }

    private void Written(Inline inline)
    {
        if (!inline.Span.IsEmpty && inline.Span.Start < text.Length)
        {
            drawing.Text(text[inline.Span.Start..Math.Min(text.Length, inline.Span.End + 1)]);
        }
    }
}
