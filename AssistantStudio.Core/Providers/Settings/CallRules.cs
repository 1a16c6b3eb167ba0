using AssistantStudio.Core.Shared;
using AssistantStudio.Core.Usage;

namespace AssistantStudio.Core.Providers;

/// <summary>What an organisation's policies say about a call that is about to be made.</summary>
internal static class CallRules
{
    public static void RequireAllowed(ModelTarget target, ModelPolicy policy)
    {
        if (!policy.Allows(target.ProviderId))
        {
            throw new ForbiddenException($"{target.Account.Name} is not among the providers that your organisation allows. An administrator can change that under AI configuration.");
        }

        // What runs inside the program is no model that anybody has to be kept from.
        if (target.Account.Kind.Kind != ProviderKind.BuiltIn && !policy.Allows(target.Model))
        {
            throw new ForbiddenException($"{target.Model} is not among the models that your organisation allows. An administrator can change that under AI configuration.");
        }
    }

    /// <param name="worst">The call as if it cost the most that it can.</param>
    public static void RequireWithin(UsageDraft worst, CostPolicy policy)
    {
        if (policy.MaxPerRequest is not { } limit)
        {
            return;
        }

        if (worst.Cost is not { } most)
        {
            throw new LimitExceededException(
                $"{worst.Model} has no price here, and your organisation allows {BudgetText.Money(limit)} a call. Enter its price among the models, or use another.");
        }

        if (most > limit)
        {
            throw new LimitExceededException(
                $"This call to {worst.Model} may cost up to {BudgetText.Money(most)}, and your organisation allows {BudgetText.Money(limit)} a call. Allow a shorter answer, send less, or use a cheaper model.");
        }
    }
}
