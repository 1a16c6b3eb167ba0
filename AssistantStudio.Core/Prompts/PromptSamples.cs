using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Shared;

namespace AssistantStudio.Core.Prompts;

/// <summary>Prompts of a logistics company, with a history as people would have made it.</summary>
internal sealed class PromptSamples(PromptService prompts, PromptVersionService versions) : ISamplePart
{
    private static readonly PromptVariable s_company = new()
    {
        Name = "company",
        Type = PromptVariableType.Environment,
        EnvironmentName = "COMPANY_NAME",
        Default = "Tarnwick Logistics",
        Description = "As the company calls itself towards customers.",
    };

    private static readonly PromptVariable s_customer = new() { Name = "customer", Example = "Ada Brook", Description = "How the customer wants to be addressed." };

    private static readonly PromptVariable s_language = new()
    {
        Name = "language",
        Type = PromptVariableType.Enum,
        Options = ["English", "Dutch", "German", "French"],
        Default = "English",
        Example = "Dutch",
    };

    private static readonly SamplePrompt[] s_prompts = [RefundPolicy(), DeliveryStatus(), ToneOfVoice()];

    public string Kind => "prompt";

    public async Task<IReadOnlyList<Guid>> AddAsync(CancellationToken ct)
    {
        var added = new List<Guid>();
        foreach (var sample in s_prompts)
        {
            if (!await IsThereAsync(sample.Input.Key!, ct).ConfigureAwait(false))
            {
                added.Add(await AddAsync(sample, ct).ConfigureAwait(false));
            }
        }

        return added;
    }

    public async Task RemoveAsync(Guid rowId, CancellationToken ct)
    {
        try
        {
            await prompts.DeleteAsync(rowId, null, ct).ConfigureAwait(false);
        }
        catch (NotFoundException)
        {
            // Deleted by hand in the meantime.
        }
    }

    private async Task<bool> IsThereAsync(string key, CancellationToken ct)
    {
        try
        {
            await prompts.IdOfAsync(key, ct).ConfigureAwait(false);
            return true;
        }
        catch (NotFoundException)
        {
            return false;
        }
    }

    private async Task<Guid> AddAsync(SamplePrompt sample, CancellationToken ct)
    {
        var id = (await prompts.CreateAsync(sample.Input, sample.Versions[0], ct).ConfigureAwait(false)).Prompt.Id;
        foreach (var version in sample.Versions.Skip(1))
        {
            await versions.AddAsync(id, version, ct).ConfigureAwait(false);
        }

        foreach (var (label, number) in sample.Labels)
        {
            await versions.MoveLabelAsync(id, label, number, ct).ConfigureAwait(false);
        }

        return id;
    }

    private static SamplePrompt RefundPolicy()
    {
        PromptVariable days = new()
        {
            Name = "return_days",
            Type = PromptVariableType.Number,
            Required = true,
            Default = "30",
            Example = "14",
            Description = "Days after delivery in which an item can come back.",
        };
        PromptVariable limit = new()
        {
            Name = "refund_limit",
            Type = PromptVariableType.Number,
            Required = true,
            Example = "75",
            Description = "Refunds above this amount need a person.",
        };
        PromptVariable tier = new()
        {
            Name = "customer_tier",
            Type = PromptVariableType.Enum,
            Options = ["Standard", "Business", "Premium"],
            Required = true,
            Example = "Business",
        };
        const string First = """
            You answer questions about returns and refunds for {{company}}.

            ## What you may decide
            - A wrong or damaged item can be exchanged within {{return_days}} days of delivery. The customer pays the postage.

            ## How you answer
            1. Look the order up before you promise anything.
            2. If the passages do not cover the question, say so.

            """;
        const string Second = """
            You answer questions about returns and refunds for {{company}}.
            Write in {{language}}. Be brief, polite and exact.

            ## What you may decide
            - A wrong or damaged item can be exchanged within {{return_days}} days of delivery. We pay the postage.
            {{#if customer_tier == "Business"}}
            - Offer an exchange first: this is a business customer.
            {{/if}}

            ## How you answer
            1. Look the order up before you promise anything.
            2. Use only the passages below. Cite them as [1], [2].
            3. If they do not cover the question, say so and offer a colleague.

            """;
        var third = Second.Replace(
            "{{#if customer", "- A refund above ${{refund_limit | number: 2}} needs a person: say that a colleague will answer.\n{{#if customer", StringComparison.Ordinal);
        return new(
            new PromptInput { Key = "refund-policy-answer", Title = "Refund policy answer", Category = "Support", Tags = ["refunds", "customers"], Purpose = "Answers questions about refunds and exchanges without promising what the policy does not allow." },
            [
                new PromptContent { Content = First, Variables = [s_company, days], Note = "First wording", Publish = true },
                new PromptContent { Content = Second, Variables = [s_company, s_language, days, tier], Note = "We pay the postage for wrong items", Publish = true },
                new PromptContent { Content = third, Variables = [s_company, s_language, days, limit, tier], Note = "Refunds above a limit go to a person" },
            ],
            [("production", 2), ("staging", 2)]);
    }

    private static SamplePrompt DeliveryStatus()
    {
        PromptVariable number = new() { Name = "tracking_number", Required = true, Example = "TL-4817-0093", Description = "From the shipping confirmation." };
        PromptVariable due = new() { Name = "due", Type = PromptVariableType.Date, Example = "2026-11-24" };
        PromptVariable stops = new() { Name = "stops", Type = PromptVariableType.List, Example = "Left Rotterdam\nArrived in Antwerp\nOut for delivery", Description = "What happened so far, oldest first." };
        const string First = """
            Tell the customer where parcel {{tracking_number}} is.
            {{#if due}}
            It is due on {{due | date: "d MMMM yyyy"}}.
            {{/if}}

            """;
        const string Second = """
            {{#if customer}}
            You are writing to {{customer}}.
            {{/if}}
            Tell the customer where parcel {{tracking_number}} is, in one short paragraph.
            {{#if due}}
            It is due on {{due | date: "d MMMM yyyy"}}.
            {{else}}
            There is no delivery date yet. Do not guess one.
            {{/if}}
            {{#if stops}}

            What happened so far:
            {{#each stops as stop}}
            {{loop.index}}. {{stop}}
            {{/each}}
            {{/if}}

            """;
        return new(
            new PromptInput { Key = "delivery-status", Title = "Delivery status", Category = "Support", Tags = ["delivery", "customers"], Purpose = "Says where a parcel is and when it arrives, and never makes up a date." },
            [
                new PromptContent { Content = First, Variables = [number, due], Note = "First wording", Publish = true },
                new PromptContent { Content = Second, Variables = [s_customer, number, due, stops], Note = "Lists the stops, says when there is no date", Publish = true },
            ],
            [("production", 1), ("staging", 2)]);
    }

    private static SamplePrompt ToneOfVoice()
    {
        PromptVariable formal = new() { Name = "formal", Type = PromptVariableType.Boolean, Default = "false", Description = "For claims and legal questions." };
        const string Content = """
            Write as {{company}} writes:
            - Say the result first, then the reason.
            - Short sentences, no jargon, no exclamation marks.
            {{#if formal}}
            - Address the reader by title and family name.
            {{else}}
            - Address the reader by first name.
            {{/if}}
            - Answer in {{language}}.

            """;
        return new(
            new PromptInput { Key = "tone-of-voice", Title = "Tone of voice", Category = "Style", Tags = ["style"], Purpose = "How every assistant of the company sounds." },
            [new PromptContent { Content = Content, Variables = [s_company, formal, s_language], Note = "Agreed with marketing", Publish = true }],
            [("production", 1)]);
    }

    private sealed record SamplePrompt(PromptInput Input, PromptContent[] Versions, (string Label, int Version)[] Labels);
}
