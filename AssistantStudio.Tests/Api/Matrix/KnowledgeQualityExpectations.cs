using AssistantStudio.Core.Knowledge;
using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Shared;
using AssistantStudio.Tests.Core.Knowledge;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AssistantStudio.Tests.Api.Matrix;

internal static partial class EndpointExpectations
{
    private static IEnumerable<EndpointExpectation> KnowledgeQuality()
    {
        yield return new()
        {
            Endpoint = "GET /knowledge/quality",
            Allowed = s_viewers,
            Arrange = NothingNamed(async scene =>
            {
                await AReadSourceAsync(scene);
                return await InKnowledgeAsync(scene, s => s.CheckVectorsAsync());
            }),
            Check = call =>
            {
                Assert.InRange(call.Of("reports")[0].GetProperty("score").GetDouble(), 0.86, 1);
                return Task.CompletedTask;
            },
        };
        yield return new()
        {
            Endpoint = "POST /knowledge/quality",
            Allowed = s_editors,
            Check = call =>
            {
                Assert.Equal("queued", call.Of("running").GetProperty("status").GetString());
                return Task.CompletedTask;
            },
        };
        foreach (var one in Questions().Concat(EmbeddingChanges()))
        {
            yield return one;
        }
    }

    private static IEnumerable<EndpointExpectation> Questions()
    {
        yield return new()
        {
            Endpoint = "GET /knowledge/questions",
            Allowed = s_viewers,
            Arrange = NothingNamed(AQuestionAsync),
            Check = call =>
            {
                Assert.Contains(call.Reply.EnumerateArray(), q => q.GetProperty("text").GetString()!.StartsWith("Who pays the postage?", StringComparison.Ordinal));
                return Task.CompletedTask;
            },
        };
        yield return new()
        {
            Endpoint = "POST /knowledge/questions",
            Allowed = s_editors,
            Body = () => new { text = "How deep is the sea?" },
            Check = call =>
            {
                Assert.Empty(call.Of("passages").EnumerateArray());
                return Task.CompletedTask;
            },
        };
        yield return new()
        {
            Endpoint = "DELETE /knowledge/questions/{id:guid}",
            Allowed = s_editors,
            Arrange = AQuestionAsync,
            Check = async call => Assert.DoesNotContain((await call.Host.SeeAsync("/knowledge/questions")).EnumerateArray(), q => q.GetProperty("id").GetString() == call.Id),
        };
        yield return new()
        {
            Endpoint = "POST /knowledge/questions/compare",
            Allowed = s_viewers,
            Arrange = NothingNamed(AQuestionAsync),
            Body = () => new { ways = new object[] { new { }, new { mode = "text", passages = 1 } } },
            Check = call =>
            {
                Assert.Equal(2, call.Reply.GetArrayLength());
                Assert.Contains(call.Reply[0].GetProperty("outcomes").EnumerateArray(), o => o.GetProperty("found").GetInt32() > 0);
                return Task.CompletedTask;
            },
        };
    }

    private static IEnumerable<EndpointExpectation> EmbeddingChanges()
    {
        yield return new()
        {
            Endpoint = "GET /knowledge/embedding",
            Allowed = s_viewers,
            Check = call =>
            {
                Assert.Equal(HashedEmbeddingGenerator.ModelId, call.Of("serving").GetProperty("model").GetString());
                return Task.CompletedTask;
            },
        };
        yield return new()
        {
            Endpoint = "POST /knowledge/embedding",
            Allowed = s_editors,
            Arrange = NothingNamed(AnotherChoiceAsync),
            Check = call =>
            {
                Assert.Equal("Built-in", call.Of("building").GetProperty("providerName").GetString());
                return Task.CompletedTask;
            },
        };
        yield return new()
        {
            Endpoint = "POST /knowledge/embedding/compare",
            Allowed = s_viewers,
            Arrange = NothingNamed(ABegunChangeAsync),
            Check = call =>
            {
                Assert.Equal(call.Of("serving").GetProperty("outcomes").GetArrayLength(), call.Of("building").GetProperty("outcomes").GetArrayLength());
                return Task.CompletedTask;
            },
        };
        yield return new()
        {
            Endpoint = "POST /knowledge/embedding/switch",
            Allowed = s_editors,
            Arrange = NothingNamed(ABegunChangeAsync),
            Check = call =>
            {
                Assert.Equal(System.Text.Json.JsonValueKind.Null, call.Of("building").ValueKind);
                Assert.NotEqual(System.Text.Json.JsonValueKind.Null, call.Of("previous").ValueKind);
                return Task.CompletedTask;
            },
        };
        yield return new()
        {
            Endpoint = "POST /knowledge/embedding/back",
            Allowed = s_editors,
            Arrange = NothingNamed(async scene =>
            {
                await ABegunChangeAsync(scene);
                return await InKnowledgeAsync(scene, s => s.GetRequiredService<EmbeddingChangeService>().SwitchAsync(CancellationToken.None));
            }),
            Check = call =>
            {
                Assert.Equal(384, call.Of("serving").GetProperty("dimensions").GetInt32());
                return Task.CompletedTask;
            },
        };
        yield return new()
        {
            Endpoint = "DELETE /knowledge/embedding",
            Allowed = s_editors,
            Arrange = NothingNamed(ABegunChangeAsync),
            Check = async call => Assert.Equal(System.Text.Json.JsonValueKind.Null, (await call.Host.SeeAsync("/knowledge/embedding")).GetProperty("building").ValueKind),
        };
    }

    private static async Task<string[]> AQuestionAsync(Scene scene)
    {
        var source = Guid.Parse((await AReadSourceAsync(scene))[0]);
        var row = await scene.Host.Studio.AsAsync(AdministratorOf(scene), s => s.GetRequiredService<QuestionService>().AddAsync(
            new() { Text = $"Who pays the postage? {Unique()}", Passages = [new(source, "returns.md", "")] }, CancellationToken.None));
        return [row.Id.ToString()];
    }

    /// <summary>Other vectors of the same model: their length is said instead of left to it, or the other way round.</summary>
    private static Task<string[]> AnotherChoiceAsync(Scene scene) => InKnowledgeAsync(scene, async s =>
    {
        var (changes, settings) = (s.GetRequiredService<EmbeddingChangeService>(), s.GetRequiredService<AiSettingService>());
        if ((await changes.GetAsync(CancellationToken.None)).Building is not null)
        {
            await changes.DropAsync(CancellationToken.None);
        }

        foreach (int? dimensions in new int?[] { null, LocalEmbeddingLimits.DefaultDimensions })
        {
            await settings.PutAsync(new EmbeddingPreference { Dimensions = dimensions }, null, CancellationToken.None);
            if ((await changes.GetAsync(CancellationToken.None)).Chosen is not null)
            {
                return;
            }
        }
    });

    private static async Task<string[]> ABegunChangeAsync(Scene scene)
    {
        await AnotherChoiceAsync(scene);
        return await InKnowledgeAsync(scene, async s =>
        {
            await s.GetRequiredService<EmbeddingChangeService>().StartAsync(CancellationToken.None);
            await s.BackfillAsync();
        });
    }

    private static Task<string[]> InKnowledgeAsync(Scene scene, Func<IServiceProvider, Task> work) => scene.Host.Studio.AsAsync(AdministratorOf(scene), async s =>
    {
        await work(s);
        return Array.Empty<string>();
    });
}
