using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Shared;

namespace AssistantStudio.Core.Knowledge;

/// <summary>Test questions over the product's own guide, and one that it does not answer.</summary>
internal sealed class QuestionSamples(QuestionService questions, SourceService sources) : ISamplePart
{
    /// <summary>Questions with the document and the heading of their answer.</summary>
    internal static IReadOnlyList<(string Text, string Document, string Heading)> All { get; } =
    [
        ("How do I lower the cost of easy questions?", "agents.md", "AI agents and rules › Who answers"),
        ("Where do I write down that data must stay in Europe?", "agents.md", "AI agents and rules › Rules"),
        ("How do I clear the answers that are kept?", "agents.md", "AI agents and rules › Answers that are kept"),
        ("Can an API key have fewer rights than I have?", "api-keys.md", "API keys"),
        ("How do I turn an assistant into a template?", "assistants.md", "Assistants › Make one"),
        ("Do I have to press save when I edit an assistant?", "assistants.md", "Assistants › Change it"),
        ("What is the difference between primary, secondary and fallback prompts?", "assistants.md", "Assistants › Say which prompt answers"),
        ("What is the difference between inactive and archived?", "assistants.md", "Assistants › The four states"),
        ("Can passwords be read in the audit log?", "audit-log.md", "Audit log"),
        ("What happens to a text that cannot be embedded?", "embeddings.md", "Embedding models › What happens to a text that fails"),
        ("Which files can I upload?", "knowledge.md", "Knowledge › Add a source"),
        ("What does robots.txt forbid?", "knowledge.md", "Knowledge › Web pages"),
        ("How do I read issues of a Jira project?", "knowledge.md", "Knowledge › Jira and GitHub"),
        ("What happens to a run when the program dies in the middle?", "knowledge.md", "Knowledge › What a run does"),
        ("How do I see what an assistant would find for a question?", "knowledge.md", "Knowledge › Try a search"),
        ("How do I switch production to another version of a prompt and back?", "prompts.md", "Prompts › Labels"),
        ("What breaks if I delete a prompt?", "prompts.md", "Prompts › Delete one"),
        ("How are the keys of providers protected?", "providers.md", "AI providers › Keys"),
        ("What happens when a budget is used up?", "providers.md", "AI providers › Budgets"),
        ("Why is a model without a price in no amount of the costs?", "providers.md", "AI providers › Usage and costs"),
    ];

    private const string Unanswerable = "How do I bake sourdough bread?";

    public string Kind => "question";

    public async Task<IReadOnlyList<Guid>> AddAsync(CancellationToken ct)
    {
        var there = (await questions.ListAsync(ct).ConfigureAwait(false)).Select(q => q.Text).ToHashSet(StringComparer.Ordinal);
        if ((await sources.ListAsync(ct).ConfigureAwait(false)).FirstOrDefault(s => s.Name == KnowledgeSamples.Name) is not { } guide)
        {
            return [];
        }

        var made = new List<Guid>();
        foreach (var (text, document, heading) in All.Where(q => !there.Contains(q.Text)))
        {
            made.Add((await questions.AddAsync(new() { Text = text, Passages = [new(guide.Id, document, heading)] }, ct).ConfigureAwait(false)).Id);
        }

        if (!there.Contains(Unanswerable))
        {
            made.Add((await questions.AddAsync(new() { Text = Unanswerable }, ct).ConfigureAwait(false)).Id);
        }

        return made;
    }

    public async Task RemoveAsync(Guid rowId, CancellationToken ct)
    {
        try
        {
            await questions.DeleteAsync(rowId, ct).ConfigureAwait(false);
        }
        catch (NotFoundException)
        {
            // Deleted by hand in the meantime.
        }
    }
}
