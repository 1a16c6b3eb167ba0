using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Deployments;
using AssistantStudio.Core.Shared;
using AssistantStudio.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AssistantStudio.Tests.Api.Matrix;

internal static partial class EndpointExpectations
{
    private static IEnumerable<EndpointExpectation> Deployments()
    {
        yield return new()
        {
            Endpoint = "GET /assistants/environments",
            Allowed = s_viewers,
            Check = call =>
            {
                Assert.Equal(["development", "testing", "staging", "production"], call.Reply.EnumerateArray().Select(e => e.Word("environment")));
                return Task.CompletedTask;
            },
        };
        yield return new()
        {
            Endpoint = "PUT /assistants/environments/{environment}",
            Allowed = s_administrators,
            Arrange = _ => Task.FromResult<string[]>(["development"]),
            Foreign = (_, _) => Task.FromResult<string[]?>(null),
            Body = () => new { needsBudget = false },
            Check = call =>
            {
                Assert.Equal("False", call.Word("needsBudget"));
                return Task.CompletedTask;
            },
        };
        yield return new()
        {
            Endpoint = "GET /assistants/deployments",
            Allowed = s_viewers,
            Arrange = async scene =>
            {
                await ADeploymentAsync(scene);
                return [];
            },
            Check = HasRowsAsync,
        };
        yield return new()
        {
            Endpoint = "GET /assistants/deployments/{deploymentId:guid}",
            Allowed = s_viewers,
            Arrange = ADeploymentAsync,
            Check = call =>
            {
                Assert.Equal((call.Id, 4), (call.Of("deployment").Word("id"), call.Of("events").GetArrayLength()));
                return Task.CompletedTask;
            },
        };
        yield return new()
        {
            Endpoint = "PUT /assistants/deployments/{deploymentId:guid}/status",
            Allowed = s_builders,
            Arrange = ADeploymentAsync,
            Body = () => new { status = "stopped", reason = "Too slow" },
            Check = call => IsAsync(call, "stopped"),
        };
        yield return new()
        {
            Endpoint = "POST /assistants/deployments/{deploymentId:guid}/approve",
            Allowed = s_builders,
            Arrange = async scene =>
            {
                var id = await ReadyAsync(scene);
                return await AsAdministratorAsync(scene, async s =>
                {
                    var rules = s.GetRequiredService<EnvironmentRuleService>();
                    await rules.SetAsync(StudioEnvironment.Development, new() { NeedsApproval = true }, CancellationToken.None);
                    var pending = await s.GetRequiredService<DeploymentService>().DeployAsync(id, new() { Environment = StudioEnvironment.Development, Reason = "Test" }, CancellationToken.None);
                    await rules.SetAsync(StudioEnvironment.Development, new() { NeedsApproval = false }, CancellationToken.None);
                    return new[] { pending.Id.ToString()! };
                });
            },
            Body = () => new { agree = false, reason = "Not yet" },
            Check = call => IsAsync(call, "failed"),
        };
        yield return new() { Endpoint = "POST /assistants/{id}/deploy", Allowed = s_builders, Arrange = ReadyIdAsync, Body = () => new { environment = "development", reason = "Test" }, Check = call => IsAsync(call, "active") };
        yield return new() { Endpoint = "POST /assistants/{id}/promote", Allowed = s_builders, Arrange = DeployedIdAsync, Body = () => new { from = "development", to = "testing", reason = "Test" }, Check = call => IsAsync(call, "active") };
        yield return new()
        {
            Endpoint = "POST /assistants/{id}/rollback",
            Allowed = s_builders,
            Arrange = async scene =>
            {
                var ids = await DeployedIdAsync(scene);
                return await AsAdministratorAsync(scene, async s =>
                {
                    var id = Guid.Parse(ids[0]);
                    await s.GetRequiredService<AssistantService>().ChangeAsync(id, new() { Greeting = "Second." }, CancellationToken.None);
                    await s.GetRequiredService<DeploymentService>().DeployAsync(id, new() { Environment = StudioEnvironment.Development, Reason = "Test" }, CancellationToken.None);
                    return ids;
                });
            },
            Body = () => new { environment = "development", reason = "Test" },
            Check = call =>
            {
                Assert.Equal((1, 2), (call.Of("version").GetInt32(), call.Of("replaces").GetInt32()));
                return Task.CompletedTask;
            },
        };
        yield return new() { Endpoint = "POST /assistants/{id}/scale", Allowed = s_builders, Arrange = DeployedIdAsync, Body = () => new { environment = "development", resources = new { slots = 7 } }, Check = call => IsAsync(call, "active") };
        yield return new()
        {
            Endpoint = "GET /assistants/{id}/canary",
            Query = "?environment=development",
            Allowed = s_viewers,
            Arrange = ACanaryAsync,
            Check = call => CanaryIsAsync(call, 25),
        };
        yield return new()
        {
            Endpoint = "PUT /assistants/{id}/canary",
            Query = "?environment=development",
            Allowed = s_builders,
            Arrange = ACanaryAsync,
            Body = () => new { weight = 40, rule = new { minimumSample = 30 } },
            Check = call => CanaryIsAsync(call, 40),
        };
        yield return new()
        {
            Endpoint = "GET /assistants/deployments/{deploymentId:guid}/metrics",
            Query = "?range=1h",
            Allowed = s_viewers,
            Arrange = ADeploymentAsync,
            Check = call =>
            {
                Assert.Equal((0, 1), (call.Of("requests").GetInt32(), call.Of("minutesOfPoint").GetInt32()));
                return Task.CompletedTask;
            },
        };
        yield return new() { Endpoint = "GET /assistants/{id}/deployments", Allowed = s_viewers, Arrange = DeployedIdAsync, Check = HasRowsAsync };
        yield return new()
        {
            Endpoint = "GET /assistants/{id}/deployment-status",
            Allowed = s_viewers,
            Arrange = DeployedIdAsync,
            Check = call =>
            {
                Assert.Equal(4, call.Reply.GetArrayLength());
                Assert.Equal("active", call.Reply[0].GetProperty("current").Word("status"));
                return Task.CompletedTask;
            },
        };
        yield return new()
        {
            Endpoint = "GET /assistants/{id}/readiness",
            Query = "?environment=development",
            Allowed = s_builders,
            Arrange = ReadyIdAsync,
            Check = call =>
            {
                Assert.True(call.Of("ok").GetBoolean());
                return Task.CompletedTask;
            },
        };
    }

    private static Task CanaryIsAsync(Carried call, int weight)
    {
        Assert.Equal(weight, call.Of("canary").GetProperty("weight").GetInt32());
        return Task.CompletedTask;
    }

    /// <summary>A second version beside the first.</summary>
    private static async Task<string[]> ACanaryAsync(Scene scene)
    {
        var ids = await DeployedIdAsync(scene);
        return await AsAdministratorAsync(scene, async s =>
        {
            var id = Guid.Parse(ids[0]);
            await s.GetRequiredService<AssistantService>().ChangeAsync(id, new() { Instructions = "Briefly." }, CancellationToken.None);
            await s.GetRequiredService<DeploymentService>().DeployAsync(id, new() { Environment = StudioEnvironment.Development, Weight = 25, Reason = "Test" }, CancellationToken.None);
            return ids;
        });
    }

    private static Task IsAsync(Carried call, string status)
    {
        Assert.Equal(status, call.Word("status"));
        return Task.CompletedTask;
    }

    private static Task<T> AsAdministratorAsync<T>(Scene scene, Func<IServiceProvider, Task<T>> act) => scene.Host.Studio.AsAsync(AdministratorOf(scene), act);

    /// <summary>Active, with a prompt, answered by the built-in model.</summary>
    private static Task<Guid> ReadyAsync(Scene scene) => AsAdministratorAsync(scene, async s =>
    {
        var assistants = s.GetRequiredService<AssistantService>();
        var made = (await assistants.CreateAsync(new() { Name = Unique("D"), Type = AssistantType.Support }, "Answer politely.", CancellationToken.None)).Assistant.Id;
        await assistants.SetStatusAsync(made, AssistantStatus.Active, "Test", null, CancellationToken.None);
        return made;
    });

    private static async Task<string[]> ReadyIdAsync(Scene scene) => [(await ReadyAsync(scene)).ToString()];

    private static async Task<string[]> DeployedIdAsync(Scene scene)
    {
        var id = await ReadyAsync(scene);
        return await AsAdministratorAsync(scene, async s =>
        {
            await s.GetRequiredService<DeploymentService>().DeployAsync(id, new() { Environment = StudioEnvironment.Development, Reason = "Test" }, CancellationToken.None);
            return new[] { id.ToString() };
        });
    }

    private static async Task<string[]> ADeploymentAsync(Scene scene)
    {
        var id = await ReadyAsync(scene);
        return await AsAdministratorAsync(scene, async s => new[]
        {
            (await s.GetRequiredService<DeploymentService>().DeployAsync(id, new() { Environment = StudioEnvironment.Development, Reason = "Test" }, CancellationToken.None)).Id.ToString()!,
        });
    }
}
