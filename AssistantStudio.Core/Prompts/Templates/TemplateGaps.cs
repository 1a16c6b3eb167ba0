namespace AssistantStudio.Core.Prompts.Templates;

/// <summary>
/// Finds the variables that leave a hole in a sentence when nobody gives them: those that are written neither inside of a
/// condition on them nor with a default.
/// </summary>
internal static class TemplateGaps
{
    public static IReadOnlySet<string> Of(IReadOnlyList<TemplateNode> nodes)
    {
        var gaps = new HashSet<string>(StringComparer.Ordinal);
        Walk(nodes, [], gaps);
        return gaps;
    }

    /// <param name="known">Names that need nothing here: a condition asked for them, or a loop makes them.</param>
    private static void Walk(IReadOnlyList<TemplateNode> nodes, string[] known, HashSet<string> gaps)
    {
        foreach (var node in nodes)
        {
            switch (node)
            {
                case OutputNode output:
                    gaps.UnionWith(NamesIn(output.Value, skipsDefaults: true).Except(known));
                    break;
                case IfNode choice:
                    foreach (var (condition, body) in choice.Branches)
                    {
                        Walk(body, condition is null ? known : [.. known, .. NamesIn(condition, skipsDefaults: false)], gaps);
                    }

                    break;
                case EachNode loop:
                    Walk(loop.Body, [.. known, .. NamesIn(loop.List, skipsDefaults: false), loop.Item, PromptTemplate.LoopName], gaps);
                    Walk(loop.Otherwise, known, gaps);
                    break;
            }
        }
    }

    private static IEnumerable<string> NamesIn(Expression expression, bool skipsDefaults) => expression switch
    {
        Name name => [name.Value.Split('.')[0]],
        Not not => NamesIn(not.Value, skipsDefaults),
        Both both => [.. NamesIn(both.Left, skipsDefaults), .. NamesIn(both.Right, skipsDefaults)],
        Compare compare => [.. NamesIn(compare.Left, skipsDefaults), .. NamesIn(compare.Right, skipsDefaults)],
        Filtered filtered => skipsDefaults && filtered.Filter.TakesMissing ? [] : NamesIn(filtered.Value, skipsDefaults),
        _ => [],
    };
}
