using AssistantStudio.Core.Conversations;
using AssistantStudio.Core.Shared;
using Xunit;

namespace AssistantStudio.Tests.Core.Conversations.Runtime;

public sealed class TurnEventTests
{
    [Theory]
    [InlineData("overloaded", typeof(UnavailableException))]
    [InlineData("rate_limited", typeof(UnavailableException))]
    [InlineData("unavailable", typeof(UnavailableException))]
    [InlineData("wrong_key", typeof(ProviderFailedException))]
    [InlineData("broken_off", typeof(ProviderFailedException))]
    [InlineData("no_model", typeof(ConflictException))]
    [InlineData("limit_exceeded", typeof(LimitExceededException))]
    public void Failure_HasTheSameCodeForThoseWhoWaitAndThoseWhoListen(string code, Type expected)
    {
        var failure = new TurnFailed(code, "It did not.", null).AsException();

        Assert.IsType(expected, failure);
        Assert.Equal((code, "It did not."), (failure.Code, failure.Message));
    }
}
