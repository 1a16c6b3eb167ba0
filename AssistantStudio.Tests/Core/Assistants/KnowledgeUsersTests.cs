using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Knowledge;
using AssistantStudio.Core.Shared;
using AssistantStudio.Tests.Support;
using Xunit;

namespace AssistantStudio.Tests.Core.Assistants;

public sealed class KnowledgeUsersTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Users_OfASource_AreTheAssistantsThatListIt(DatabaseProvider provider)
    {
        await using var studio = await TestStudio.CreateAsync(provider);
        await using var editor = studio.As(Role.OrgAdmin);
        var (sources, assistants) = (editor.Get<SourceService>(), editor.Get<AssistantService>());
        var policies = await sources.CreateAsync(new() { Name = "Policies", Kind = SourceKind.Records }, Cancel);
        var other = await sources.CreateAsync(new() { Name = "Other", Kind = SourceKind.Records }, Cancel);
        var reads = await assistants.CreateAsync(new() { Name = "Reads it", KnowledgeSources = [other.Id, policies.Id] }, null, Cancel);
        await assistants.CreateAsync(new() { Name = "Reads another", KnowledgeSources = [other.Id] }, null, Cancel);
        await assistants.CreateAsync(
            new() { Name = "Only mentions it", Capabilities = [new AssistantCapability { Name = "search", Settings = new Dictionary<string, string> { ["source"] = policies.Id.ToString() } }] }, null, Cancel);

        Assert.Equal([new(reads.Assistant.Id, "Reads it")], await sources.UsersOfAsync(policies.Id, Cancel));
        Assert.Empty(await sources.UsersOfAsync(Guid.NewGuid(), Cancel));
        await using var viewer = studio.As(Role.Viewer);
        await Assert.ThrowsAsync<ForbiddenException>(() => viewer.Get<SourceService>().UsersOfAsync(policies.Id, Cancel));
    }
}
