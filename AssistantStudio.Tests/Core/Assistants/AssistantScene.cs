using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Prompts;
using AssistantStudio.Tests.Support;

namespace AssistantStudio.Tests.Core.Assistants;

/// <summary>Assistants and prompts to test with.</summary>
internal static class AssistantScene
{
    public static async Task<AssistantRow> AnAssistantAsync(this TestScope scope, string name = "Returns desk", string? prompt = null) =>
        (await scope.Get<AssistantService>().CreateAsync(new AssistantInput { Name = name, Type = AssistantType.Support }, prompt, CancellationToken.None)).Assistant;

    public static async Task<PromptRow> APromptAsync(this TestScope scope, string title = "Refund policy", string content = "Answer {{customer}}.", bool required = false, bool publish = true) =>
        (await scope.Get<PromptService>().CreateAsync(
            new PromptInput { Title = title },
            new PromptContent { Content = content, Variables = content.Contains("customer", StringComparison.Ordinal) ? [new PromptVariable { Name = "customer", Required = required }] : [], Publish = publish },
            CancellationToken.None)).Prompt;

    public static PromptCondition When(string field, ConditionOperator op, params string[] values) => new() { Field = field, Operator = op, Values = values };
}
