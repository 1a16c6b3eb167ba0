using AssistantStudio.Core.Providers;

namespace AssistantStudio.Web.Components.Providers;

/// <summary>A question on its way to a model. No record: asking the same again is another answer.</summary>
internal sealed class AskedModel(string provider, TrialQuestion question, CancellationToken stop)
{
    public string Provider => provider;

    public TrialQuestion Question => question;

    public CancellationToken Stop => stop;
}
