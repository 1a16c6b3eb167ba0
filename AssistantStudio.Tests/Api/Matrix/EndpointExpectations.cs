using Xunit;

namespace AssistantStudio.Tests.Api.Matrix;

/// <summary>
/// The table of all endpoints: who may call each, how, and what then happens. A new endpoint is a new entry, in the file
/// of its area.
/// </summary>
internal static partial class EndpointExpectations
{
    private static readonly Caller[] s_everybody = [Caller.Member, Caller.Viewer, Caller.Editor, Caller.Operator, Caller.OrgAdmin, Caller.SiteAdmin, Caller.Narrowed];
    private static readonly Caller[] s_viewers = [Caller.Viewer, Caller.Editor, Caller.Operator, Caller.OrgAdmin, Caller.SiteAdmin];
    private static readonly Caller[] s_editors = [Caller.Editor, Caller.OrgAdmin, Caller.SiteAdmin];
    private static readonly Caller[] s_operators = [Caller.Operator, Caller.OrgAdmin, Caller.SiteAdmin];
    private static readonly Caller[] s_builders = [Caller.Editor, Caller.Operator, Caller.OrgAdmin, Caller.SiteAdmin];
    private static readonly Caller[] s_administrators = [Caller.OrgAdmin, Caller.SiteAdmin];
    private static readonly Caller[] s_site = [Caller.SiteAdmin];

    public static IReadOnlyList<EndpointExpectation> All { get; } = [.. Organization(), .. Users(), .. ApiKeys(), .. Environments(), .. Audit(), .. Jobs(), .. Networks(), .. Webhooks(), .. Prompts(), .. PromptVersions(), .. Assistants(), .. AssistantVersions(), .. PromptLinks(), .. Providers(), .. Models(), .. Usage(), .. Budgets(), .. AiSettings(), .. Embeddings(), .. Knowledge(), .. Conversations(), .. People(), .. Deployments(), .. Embeds()];

    private static string Unique(string prefix = "Test") => prefix + Guid.NewGuid().ToString("N").ToUpperInvariant();

    private static Task HasIdAsync(Carried call)
    {
        Assert.Equal(call.Id, call.Word("id"));
        return Task.CompletedTask;
    }

    private static Task HasRowsAsync(Carried call)
    {
        Assert.NotEmpty(call.Of("items").EnumerateArray());
        return Task.CompletedTask;
    }

    private static async Task IsGoneAsync(Carried call, string path)
    {
        using var client = call.Host.Client(Caller.SiteAdmin);
        using var reply = await client.GetAsync($"/api/v1{path}/{call.Id}", TestContext.Current.CancellationToken);
        Assert.Equal(System.Net.HttpStatusCode.NotFound, reply.StatusCode);
    }
}
