using AssistantStudio.Core.Knowledge;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Prompts;
using AssistantStudio.Core.Shared;

namespace AssistantStudio.Core.Assistants;

/// <summary>Assistants of a logistics company on the sample prompts, with a history as people would have made it.</summary>
internal sealed class AssistantSamples(
    AssistantService assistants, AssistantVersionService versions, PromptLinkService links, PromptService prompts, SourceService sources, MadeAssistants made) : ISamplePart
{
    private const string GuideSlug = "guide";

    private static readonly SampleAssistant[] s_assistants = [ReturnsDesk(), DeliveryTracker(), HouseStyle()];

    public string Kind => SampleKinds.Assistant;

    public async Task<IReadOnlyList<Guid>> AddAsync(CancellationToken ct)
    {
        var added = new List<Guid>();
        foreach (var sample in s_assistants)
        {
            if (!await IsThereAsync(sample.Input.Slug!, ct).ConfigureAwait(false))
            {
                added.Add(await AddAsync(sample, ct).ConfigureAwait(false));
            }
        }

        if ((await sources.ListAsync(ct).ConfigureAwait(false)).FirstOrDefault(s => s.Name == KnowledgeSamples.Name) is { } guide && !await IsThereAsync(GuideSlug, ct).ConfigureAwait(false))
        {
            added.Add(await AddAsync(Guide(guide.Id), ct).ConfigureAwait(false));
        }

        return added;
    }

    public async Task RemoveAsync(Guid rowId, CancellationToken ct)
    {
        try
        {
            if ((await assistants.GetAsync(rowId.ToString(), ct).ConfigureAwait(false)).Assistant.Status == AssistantStatus.Active)
            {
                // It answers in all environments.
                await assistants.SetStatusAsync(rowId, AssistantStatus.Archived, null, null, ct).ConfigureAwait(false);
            }

            await assistants.DeleteAsync(rowId, null, ct).ConfigureAwait(false);
        }
        catch (NotFoundException)
        {
            // Deleted by hand in the meantime.
        }
    }

    private async Task<bool> IsThereAsync(string slug, CancellationToken ct)
    {
        try
        {
            await assistants.IdOfAsync(slug, ct).ConfigureAwait(false);
            return true;
        }
        catch (NotFoundException)
        {
            return false;
        }
    }

    private async Task<Guid> AddAsync(SampleAssistant sample, CancellationToken ct)
    {
        var id = (await assistants.CreateAsync(sample.Input, null, ct).ConfigureAwait(false)).Assistant.Id;
        foreach (var (prompt, link) in sample.Links)
        {
            await LinkAsync(id, prompt, link, ct).ConfigureAwait(false);
        }

        await versions.SaveAsync(id, "First version", ct).ConfigureAwait(false);
        if (sample.Second is { } second)
        {
            await assistants.ChangeAsync(id, second.Change, ct).ConfigureAwait(false);
            await versions.SaveAsync(id, second.Note, ct).ConfigureAwait(false);
        }

        if (sample.IsActive)
        {
            await assistants.SetStatusAsync(id, AssistantStatus.Active, "Agreed with customer service", null, ct).ConfigureAwait(false);
            made.Add(id);
        }

        if (sample.Draft is { } draft)
        {
            await assistants.ChangeAsync(id, draft, ct).ConfigureAwait(false);
        }

        return id;
    }

    private async Task LinkAsync(Guid id, string prompt, PromptLinkInput link, CancellationToken ct)
    {
        try
        {
            await links.AddAsync(id, await prompts.IdOfAsync(prompt, ct).ConfigureAwait(false), link, ct).ConfigureAwait(false);
        }
        catch (NotFoundException)
        {
            // The sample prompt was deleted by hand: the assistant does without it.
        }
    }

    /// <summary>Answers about the product itself, from the first minute and without a key: the built-in model quotes the guide.</summary>
    private static SampleAssistant Guide(Guid source) => new(
        new AssistantInput
        {
            Name = "Guide to AssistantStudio",
            Slug = GuideSlug,
            Type = AssistantType.Educational,
            Description = "Answers questions about this program from its own guide, with the place where it is written.",
            Instructions = "You explain AssistantStudio to the people who use it. Say what to press and where, step by step.",
            Tags = ["help"],
            Greeting = "Hello. Ask me how something works in AssistantStudio.",
            SuggestedQuestions = ["How do I add an AI provider?", "What happens when a budget is used up?", "How do I go back to an earlier version of an assistant?"],
            KnowledgeSources = [source],
            Tools = ["current_time", "calculator", "search_conversation"],
            GuardRails = new GuardRails { OnlyFromKnowledge = true },
        },
        [("tone-of-voice", new PromptLinkInput { Role = PromptRole.Primary })],
        IsActive: true,
        null,
        null);

    private static SampleAssistant ReturnsDesk() => new(
        new AssistantInput
        {
            Name = "Returns desk",
            Slug = "returns-desk",
            Type = AssistantType.Support,
            Description = "Answers questions about returns, refunds and exchanges, and hands over what the policy leaves open.",
            Tags = ["customers", "refunds"],
            Greeting = "Hello. What would you like to send back or exchange?",
            SuggestedQuestions = ["How do I return something?", "When do I get my money back?", "Where is my parcel?"],
            Capabilities =
            [
                new AssistantCapability { Name = "Explain the return policy", Kind = CapabilityKind.Answering, Description = "From the published policy only." },
                new AssistantCapability { Name = "Look up an order", Kind = CapabilityKind.Lookup, Description = "By order or tracking number.", Enabled = false },
            ],
        },
        [
            ("refund-policy-answer", new PromptLinkInput
            {
                Role = PromptRole.Primary,
                Label = "production",
                Conditions = [new PromptCondition { Field = "message", Operator = ConditionOperator.Matches, Values = ["refund|return|exchange|money back"] }],
            }),
            ("delivery-status", new PromptLinkInput
            {
                Role = PromptRole.Secondary,
                Label = "production",
                Conditions = [new PromptCondition { Field = "variables.tracking_number", Operator = ConditionOperator.Exists }],
            }),
            ("tone-of-voice", new PromptLinkInput { Role = PromptRole.Fallback }),
        ],
        IsActive: true,
        (new AssistantInput { Temperature = 0.2, Traits = ["patient", "polite", "exact"] }, "More exact, after the complaints about promised refunds"),
        null);

    private static SampleAssistant DeliveryTracker() => new(
        new AssistantInput
        {
            Name = "Delivery tracker",
            Slug = "delivery-tracker",
            Type = AssistantType.TaskOriented,
            Description = "Says where a parcel is and when it arrives. Never makes up a date.",
            Tags = ["customers", "delivery"],
            Greeting = "Hello. What is your tracking number?",
            SuggestedQuestions = ["Where is my parcel?", "Can it be delivered to a neighbour?"],
        },
        [
            ("delivery-status", new PromptLinkInput { Role = PromptRole.Primary }),
            ("tone-of-voice", new PromptLinkInput { Role = PromptRole.Fallback }),
        ],
        IsActive: true,
        null,
        new AssistantInput { Greeting = "Hello. Give me your tracking number and I will look." });

    private static SampleAssistant HouseStyle() => new(
        new AssistantInput
        {
            Name = "Customer service basis",
            Slug = "customer-service-basis",
            Type = AssistantType.Support,
            Description = "What every assistant for customers begins with: our tone, our languages, and when a person takes over.",
            Tags = ["customers"],
            IsTemplate = true,
        },
        [("tone-of-voice", new PromptLinkInput { Role = PromptRole.Primary })],
        IsActive: false,
        null,
        null);

    private sealed record SampleAssistant(
        AssistantInput Input, (string Prompt, PromptLinkInput Link)[] Links, bool IsActive, (AssistantInput Change, string Note)? Second, AssistantInput? Draft);
}

/// <summary>The sample assistants that were just made and are in use, for samples of what is done with assistants. Somebody's own are none of them.</summary>
internal sealed class MadeAssistants
{
    private readonly List<Guid> _active = [];

    public void Add(Guid id) => _active.Add(id);

    /// <summary>Each is handed on once.</summary>
    public IReadOnlyList<Guid> Take()
    {
        Guid[] taken = [.. _active];
        _active.Clear();
        return taken;
    }
}
