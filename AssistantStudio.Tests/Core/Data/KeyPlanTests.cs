using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Prompts;
using AssistantStudio.Core.Shared;
using AssistantStudio.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace AssistantStudio.Tests.Core.Data;

/// <summary>What is asked for by its key must be found by it, and not by walking through everything of its organisation.</summary>
public sealed class KeyPlanTests : IAsyncLifetime
{
    private const int Rows = 400;

    private TestStudio _studio = null!;
    private Guid _organization;
    private AssistantRow _assistant = null!;

    public static TheoryData<string> Operations { get; } = ["get", "slug", "resolve", "links", "save", "change", "usage", "clone"];

    [Theory, MemberData(nameof(Operations))]
    public async Task Operation_OnOneAssistant_WalksThroughNoOthers(string operation)
    {
        await using var scope = _studio.As(Grant.ForCommand("test", _organization));
        var none = CancellationToken.None;

        var queries = await QueryPlans.OfAsync(_studio.Folder, () => operation switch
        {
            "get" => scope.Get<AssistantService>().GetAsync(_assistant.Id.ToString(), none),
            "slug" => scope.Get<AssistantService>().GetAsync(_assistant.Slug, none),
            "resolve" => scope.Get<PromptChoiceService>().ResolveAsync(_assistant.Id, new PromptSituation { At = DateTime.UnixEpoch }, null, none),
            "links" => scope.Get<PromptLinkService>().ListAsync(_assistant.Id, none),
            "save" => scope.Get<AssistantService>().CreateAsync(new AssistantInput { Name = _assistant.Name }, "Hello {{customer}}.", none),
            "change" => scope.Get<AssistantService>().ChangeAsync(_assistant.Id, new AssistantInput { Greeting = "Other" }, none),
            "clone" => scope.Get<AssistantFamilyService>().CloneAsync(_assistant.Id, new CloneInput(), none),
            _ => scope.Get<AssistantUsageService>().AddAsync(_assistant.Id, new UsageReport(1, 1, null), none),
        });

        Assert.All(queries, q => Assert.False(q.ReadsWholeTable || q.WalksThroughOrganization, q.ToString()));
    }

    public async ValueTask InitializeAsync()
    {
        _studio = await TestStudio.CreateAsync();
        await _studio.Get<LoadGenerator>().RunAsync(Rows, _ => { }, CancellationToken.None);
        await using var db = await _studio.Get<StudioDb>().OpenSystemAsync(CancellationToken.None);
        _organization = await db.Set<Organization>().Where(o => o.Name == LoadGenerator.OrganizationName).Select(o => o.Id).SingleAsync();
        await using var scope = _studio.As(Grant.ForCommand("test", _organization));
        _assistant = (await scope.Get<AssistantService>().ListAsync(new AssistantListQuery { Status = AssistantStatus.Active }, CancellationToken.None)).Items[0];
    }

    public ValueTask DisposeAsync() => _studio.DisposeAsync();
}
