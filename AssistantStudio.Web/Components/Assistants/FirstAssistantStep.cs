using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Shared;
using AssistantStudio.Web.Shell;

namespace AssistantStudio.Web.Components.Assistants;

internal sealed class FirstAssistantStep(AssistantService assistants, SampleData samples, Access access) : IFirstStep
{
    public int Order => 5;

    public Permission? Required => Permission.AssistantsManage;

    public string Title => "Build your first assistant";

    public string Text => "Choose what it is for, say how it answers. It takes a minute.";

    public string Action => "New assistant";

    public string Href => "/assistants/new";

    public async Task<bool> IsDoneAsync(CancellationToken cancellationToken)
    {
        // The assistants of the sample data are nobody's step.
        IReadOnlySet<Guid> fromSamples = access.Can(Permission.OrganizationView)
            ? await samples.RowsOfAsync(SampleKinds.Assistant, cancellationToken)
            : new HashSet<Guid>();
        var page = await assistants.ListAsync(new AssistantListQuery { PageSize = Math.Min(fromSamples.Count + 1, ListLimits.MaxPageSize) }, cancellationToken);
        return page.Items.Any(a => !fromSamples.Contains(a.Id));
    }
}
