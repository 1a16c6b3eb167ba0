using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Shared;
using Xunit;

namespace AssistantStudio.Tests.Core.Providers;

/// <summary>What people paste into the two fields of a provider's form.</summary>
public sealed class ProviderAddressTests
{
    [Theory]
    [InlineData(ProviderKind.OpenAi, "", "https://api.openai.com/v1")]
    [InlineData(ProviderKind.OpenAi, "https://api.openai.com", "https://api.openai.com/v1")]
    [InlineData(ProviderKind.OpenAi, " https://api.openai.com/v1/ \r\n", "https://api.openai.com/v1")]
    [InlineData(ProviderKind.OpenAi, "api.openai.com/v1/chat/completions", "https://api.openai.com/v1")]
    [InlineData(ProviderKind.AzureOpenAi, "https://ours.openai.azure.com/", "https://ours.openai.azure.com/openai/v1")]
    [InlineData(ProviderKind.AzureOpenAi, "https://ours.openai.azure.com/openai/v1", "https://ours.openai.azure.com/openai/v1")]
    [InlineData(ProviderKind.GoogleGemini, "https://generativelanguage.googleapis.com", "https://generativelanguage.googleapis.com/v1beta/openai")]
    [InlineData(ProviderKind.Anthropic, "https://api.anthropic.com/v1/messages", "https://api.anthropic.com/")]
    [InlineData(ProviderKind.Ollama, "localhost:11434", "http://localhost:11434/v1")]
    [InlineData(ProviderKind.Ollama, "http://gpu-box:11434/api", "http://gpu-box:11434/v1")]
    [InlineData(ProviderKind.OpenAiCompatible, "192.168.1.7:8000/v1", "http://192.168.1.7:8000/v1")]
    [InlineData(ProviderKind.OpenAiCompatible, "https://llm.example.com", "https://llm.example.com/")]
    [InlineData(ProviderKind.CustomGateway, "https://gateway.example.com/litellm/v1/models", "https://gateway.example.com/litellm/v1")]
    public void Address_AsPeoplePasteIt_BecomesTheBaseAddress(ProviderKind kind, string typed, string expected)
    {
        var errors = new Validator();

        var address = ProviderAddress.Address(typed, ProviderKinds.Of(kind), errors);

        errors.ThrowIfAny();
        Assert.Equal(expected, address!.AbsoluteUri);
    }

    [Theory]
    [InlineData(ProviderKind.OpenAiCompatible, "", "Enter the address.")]
    [InlineData(ProviderKind.OpenAi, "sk-proj-0123456789abcdef", "This is a key, not an address.")]
    [InlineData(ProviderKind.OpenAi, "ftp://api.openai.com", "begins with https://")]
    [InlineData(ProviderKind.OpenAi, "file:///etc/passwd", "begins with https://")]
    [InlineData(ProviderKind.OpenAi, "javascript://alert(1)", "begins with https://")]
    [InlineData(ProviderKind.OpenAi, "https://me:secret@api.openai.com", "Leave name and password out")]
    [InlineData(ProviderKind.AzureOpenAi, "https://ours.openai.azure.com/openai?api-version=2024-06-01", "Leave out what follows")]
    [InlineData(ProviderKind.OpenAi, "https://", "begins with https://")]
    [InlineData(ProviderKind.OpenAi, "http://[::1", "begins with https://")]
    public void Address_ThatIsNone_IsSaidAtItsField(ProviderKind kind, string typed, string part)
    {
        var errors = new Validator();

        ProviderAddress.Address(typed, ProviderKinds.Of(kind), errors);

        var error = Assert.Throws<ValidationException>(errors.ThrowIfAny);
        Assert.Contains(part, error.Errors["baseUrl"][0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sk-proj-0123456789", "sk-proj-0123456789")]
    [InlineData("  sk-proj-0123\r\n456789\t", "sk-proj-0123456789")]
    [InlineData("\u200Bsk-proj-0123456789\uFEFF", "sk-proj-0123456789")]
    [InlineData("Bearer sk-proj-0123456789", "sk-proj-0123456789")]
    [InlineData("\"sk-proj-0123456789\"", "sk-proj-0123456789")]
    [InlineData("", null)]
    [InlineData("  \n ", null)]
    [InlineData(null, null)]
    public void Key_AsPeoplePasteIt_IsTheKey(string? typed, string? expected)
    {
        var errors = new Validator();

        Assert.Equal(expected, ProviderAddress.Key(typed, ProviderKinds.Of(ProviderKind.OpenAi), errors));
        errors.ThrowIfAny();
    }

    [Theory]
    [InlineData(ProviderKind.OpenAi, "https://api.openai.com/v1", "This is an address, not a key.")]
    [InlineData(ProviderKind.OpenAi, "sk-ant-0123456789", "a key of Anthropic")]
    [InlineData(ProviderKind.Anthropic, "AIza0123456789", "a key of Google")]
    [InlineData(ProviderKind.GoogleGemini, "sk-proj-0123456789", "a key of OpenAI")]
    [InlineData(ProviderKind.OpenAi, "as_0123456789", "a key of AssistantStudio")]
    [InlineData(ProviderKind.OpenAi, "sk-…6789", "shortened form")]
    [InlineData(ProviderKind.OpenAi, "sk-***6789", "shortened form")]
    [InlineData(ProviderKind.OpenAi, "sk", "not a whole key")]
    [InlineData(ProviderKind.OpenAi, "schlüssel-0123", "no letters with accents")]
    [InlineData(ProviderKind.Ollama, "sk-0123456789", "takes no key")]
    public void Key_ThatIsNone_IsSaidAtItsField(ProviderKind kind, string typed, string part)
    {
        var errors = new Validator();

        ProviderAddress.Key(typed, ProviderKinds.Of(kind), errors);

        var error = Assert.Throws<ValidationException>(errors.ThrowIfAny);
        Assert.Contains(error.Errors["credentials.apiKey"], e => e.Contains(part, StringComparison.Ordinal));
        Assert.DoesNotContain(typed, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sk-proj-0123456789", "…6789")]
    [InlineData("short", "…")]
    public void Hint_ShowsTheEndOfALongKeyOnly(string key, string hint) => Assert.Equal(hint, ProviderAddress.Hint(key));

    [Fact]
    public void Kinds_AreAllThere_EachWithWhatItsFormNeeds() => Assert.All(Enum.GetValues<ProviderKind>(), kind =>
    {
        var info = ProviderKinds.Of(kind);
        Assert.Equal(info.IsDataSource, !(info.Chats || info.Embeds));
        Assert.Equal(info.IsDataSource, info.Subtype == ProviderSubtype.DataSource);
        Assert.Equal(info.TakesKey, info.KeyHelp is not null);
        Assert.True(!info.AsksAddress || info.AddressHelp is not null);
    });
}
