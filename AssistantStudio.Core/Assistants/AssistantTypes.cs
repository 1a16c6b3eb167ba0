using System.Collections.Frozen;

namespace AssistantStudio.Core.Assistants;

/// <summary>A type of assistant: what it is good for, and what a new one begins with.</summary>
/// <param name="Icon">Of assistants that have none of their own.</param>
/// <param name="Colour">Of assistants that have none of their own.</param>
public sealed record AssistantTypeInfo(AssistantType Type, string Title, string Description, string Icon, string Colour, AssistantContent Start, string StartPrompt);

/// <summary>The eight types. Their values are a beginning; everything can be changed afterwards.</summary>
public static class AssistantTypes
{
    public static IReadOnlyList<AssistantTypeInfo> All { get; } =
    [
        new(AssistantType.General, "General", "Answers everyday questions on many subjects.", "chat", "slate",
            new AssistantContent
            {
                Name = "",
                Type = AssistantType.General,
                Instructions = "You help people with everyday questions. Answer what was asked, plainly and correctly. Say so when you do not know.",
                Traits = ["helpful", "clear"],
                Temperature = 0.7,
                Greeting = "Hello. What can I help you with?",
                SuggestedQuestions = ["What can you do?"],
            },
            "Answer the question of the person you talk to.\n{{#if topic}}The conversation is about {{topic}}.\n{{/if}}"),
        new(AssistantType.Specialized, "Specialised", "Knows one field well and stays within it.", "target", "indigo",
            new AssistantContent
            {
                Name = "",
                Type = AssistantType.Specialized,
                Instructions = "You are an expert in one field and answer questions about it only. Name the rule or document an answer rests on. Decline questions outside the field and say who may help.",
                Traits = ["precise", "factual"],
                Temperature = 0.3,
                MaxTokens = 1_500,
                ResponseStyle = ResponseStyle.Detailed,
                Greeting = "Ask me anything about my field.",
            },
            "Answer within your field{{#if field}}, which is {{field}}{{/if}}. When the question is outside it, say so in one sentence.\n"),
        new(AssistantType.Conversational, "Conversational", "Talks with people at length and remembers what was said.", "conversations", "teal",
            new AssistantContent
            {
                Name = "",
                Type = AssistantType.Conversational,
                Instructions = "You hold natural conversations. Refer to what was said before, ask one question at a time, keep answers short enough to be read aloud.",
                Traits = ["friendly", "attentive"],
                Temperature = 0.8,
                MaxTokens = 600,
                ContextMemoryTokens = 16_000,
                ResponseStyle = ResponseStyle.Concise,
                Greeting = "Hello, good to see you. What is on your mind?",
            },
            "Continue the conversation{{#if customer}} with {{customer}}{{/if}}. Ask one question at a time.\n"),
        new(AssistantType.TaskOriented, "Task-oriented", "Carries out one kind of task step by step.", "task", "amber",
            new AssistantContent
            {
                Name = "",
                Type = AssistantType.TaskOriented,
                Instructions = "You carry out tasks step by step. Ask for what is missing before you begin, confirm before anything that cannot be undone, and end with what was done.",
                Traits = ["reliable", "brief"],
                Temperature = 0.2,
                MaxTokens = 800,
                ResponseStyle = ResponseStyle.Concise,
                Greeting = "Which task shall I take on?",
            },
            "The task: {{task | default: \"ask for it\"}}\nSay what you need, carry it out, and end with one line on the result.\n"),
        new(AssistantType.Analytical, "Analytical", "Examines figures and texts and says what follows.", "chart", "blue",
            new AssistantContent
            {
                Name = "",
                Type = AssistantType.Analytical,
                Instructions = "You analyse what you are given. Separate what the data says from what you conclude. Show how you calculated, name what is uncertain, and never invent a figure.",
                Traits = ["thorough", "sceptical"],
                Temperature = 0.2,
                MaxTokens = 2_000,
                ContextMemoryTokens = 16_000,
                ResponseStyle = ResponseStyle.Detailed,
                Greeting = "Give me the figures or the text to look at.",
            },
            "Analyse what follows. First the answer in one sentence, then the reasoning, then what is uncertain.\n"),
        new(AssistantType.Creative, "Creative", "Writes and finds ideas.", "pen", "coral",
            new AssistantContent
            {
                Name = "",
                Type = AssistantType.Creative,
                Instructions = "You write and find ideas. Offer more than one direction, match the tone that is asked for, and avoid worn phrases.",
                Traits = ["imaginative", "playful"],
                Temperature = 1,
                MaxTokens = 1_500,
                Greeting = "What shall we make?",
                SuggestedQuestions = ["Give me five names for this", "Make this shorter and warmer"],
            },
            "Write for {{audience | default: \"a general audience\"}} in a {{tone | default: \"friendly\"}} tone.\n"),
        new(AssistantType.Support, "Support", "Helps customers with questions and problems.", "support", "green",
            new AssistantContent
            {
                Name = "",
                Type = AssistantType.Support,
                Instructions = "You help customers. Acknowledge the problem in one sentence, give the solution as numbered steps, and offer a person when two attempts did not help. Never promise what the policy does not say.",
                Traits = ["patient", "polite", "solution-minded"],
                Temperature = 0.3,
                MaxTokens = 800,
                ResponseStyle = ResponseStyle.Balanced,
                Greeting = "Hello. What went wrong, or what would you like to know?",
                SuggestedQuestions = ["Where is my order?", "How do I return something?"],
                Escalation = new EscalationRules { OnRequest = true, AfterUnanswered = 2, Words = ["complaint", "lawyer"] },
            },
            "You answer {{#if customer}}{{customer}}, a customer{{else}}a customer{{/if}}. Solve the problem in as few steps as possible.\n"),
        new(AssistantType.Educational, "Educational", "Explains, asks back and checks what was understood.", "book", "plum",
            new AssistantContent
            {
                Name = "",
                Type = AssistantType.Educational,
                Instructions = "You teach. Find out what the learner knows, explain in small steps with an example each, and check with a question before you go on. Lead to the answer before giving it.",
                Traits = ["encouraging", "patient"],
                Temperature = 0.5,
                MaxTokens = 1_200,
                ContextMemoryTokens = 12_000,
                ResponseStyle = ResponseStyle.Detailed,
                Greeting = "What would you like to understand?",
            },
            "Explain for {{level | default: \"a beginner\"}}. One step at a time, with an example.\n"),
    ];

    private static readonly FrozenDictionary<AssistantType, AssistantTypeInfo> s_table = All.ToFrozenDictionary(t => t.Type);

    public static AssistantTypeInfo Of(AssistantType type) => s_table[type];
}
