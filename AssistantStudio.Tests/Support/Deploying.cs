using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Deployments;
using AssistantStudio.Core.Prompts;
using AssistantStudio.Core.Shared;
using Microsoft.Extensions.DependencyInjection;

namespace AssistantStudio.Tests.Support;

/// <summary>Brings an assistant to where people and programs talk to it, as an administrator would.</summary>
internal static class Deploying
{
    /// <param name="services">Of an administrator.</param>
    /// <returns>The deployment in production.</returns>
    public static async Task<Guid> ToProductionAsync(this IServiceProvider services, Guid assistantId)
    {
        var links = services.GetRequiredService<PromptLinkService>();
        if ((await links.ListAsync(assistantId, CancellationToken.None)).Count == 0)
        {
            var prompt = await services.GetRequiredService<PromptService>().CreateAsync(new() { Title = "Answering" }, new() { Content = "Answer politely.", Publish = true }, CancellationToken.None);
            await links.AddAsync(assistantId, prompt.Prompt.Id, new() { Role = PromptRole.Primary }, CancellationToken.None);
        }

        var assistants = services.GetRequiredService<AssistantService>();
        if ((await assistants.GetAsync(assistantId.ToString(), CancellationToken.None)).Assistant.Status != AssistantStatus.Active)
        {
            await assistants.SetStatusAsync(assistantId, AssistantStatus.Active, "Test", null, CancellationToken.None);
        }

        var deployments = services.GetRequiredService<DeploymentService>();
        await deployments.DeployAsync(assistantId, new() { Environment = StudioEnvironment.Development, Reason = "Test" }, CancellationToken.None);
        var id = Guid.Empty;
        for (var from = StudioEnvironment.Development; from < StudioEnvironment.Production; from++)
        {
            id = (await deployments.PromoteAsync(assistantId, new() { From = from, Reason = "Test" }, CancellationToken.None)).Id!.Value;
        }

        return id;
    }
}
