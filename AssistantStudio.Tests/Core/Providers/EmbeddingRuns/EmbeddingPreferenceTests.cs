using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Shared;
using AssistantStudio.Tests.Support;
using Xunit;

namespace AssistantStudio.Tests.Core.Providers.EmbeddingRuns;

public sealed class EmbeddingPreferenceTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false, null, null, "")]
    [InlineData(false, "hashed-ngrams-1", 384, "")]
    [InlineData(false, "text-embedding-3-small", null, "model")]
    [InlineData(false, null, 512, "dimensions")]
    [InlineData(true, "text-embedding-3-small", 512, "")]
    [InlineData(true, "text-embedding-3-small", null, "")]
    [InlineData(true, " ", 0, "dimensions, model")]
    [InlineData(true, "text-embedding-3-small", 16_385, "dimensions")]
    public async Task Put_OfAChoice_IsStoredOrSaysWhatIsWrong(bool ofProvider, string? model, int? dimensions, string wrong)
    {
        await using var studio = await TestStudio.CreateAsync();
        await using var editor = studio.As(Role.Editor);
        var provider = await editor.Get<IntegrationService>().CreateAsync(new() { Kind = ProviderKind.OpenAi, Name = "OpenAI", ApiKey = "sk-proj-0123456789abcd" }, null, Cancel);
        var choice = new EmbeddingPreference { ProviderId = ofProvider ? provider.Id : null, Model = model, Dimensions = dimensions };

        if (wrong.Length == 0)
        {
            Assert.Equal(choice, (await editor.Get<AiSettingService>().PutAsync(choice, 0, Cancel)).Value);
            Assert.Equal(choice, (await studio.Get<AiSettings>().OfAsync(studio.Ours.Id, Cancel)).Embedding);
        }
        else
        {
            var error = await Assert.ThrowsAsync<ValidationException>(() => editor.Get<AiSettingService>().PutAsync(choice, 0, Cancel));
            Assert.Equal(wrong, string.Join(", ", error.Errors.Keys.Order(StringComparer.Ordinal)));
        }
    }

    [Fact]
    public async Task Put_ByOthersOrOfAStrangersProvider_IsRefused()
    {
        await using var studio = await TestStudio.CreateAsync();
        await using var viewer = studio.As(Role.Viewer);
        await using var editor = studio.As(Role.Editor);
        var choice = new EmbeddingPreference { ProviderId = Guid.NewGuid(), Model = "text-embedding-3-small" };

        await Assert.ThrowsAsync<ForbiddenException>(() => viewer.Get<AiSettingService>().PutAsync(new EmbeddingPreference(), null, Cancel));
        Assert.Equal(["providerId"], (await Assert.ThrowsAsync<ValidationException>(() => editor.Get<AiSettingService>().PutAsync(choice, null, Cancel))).Errors.Keys);
        Assert.Equal(new(), (await viewer.Get<AiSettingService>().GetAsync<EmbeddingPreference>(Cancel)).Value);
    }
}
