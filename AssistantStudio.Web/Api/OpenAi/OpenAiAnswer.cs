namespace AssistantStudio.Web.Api;

/// <summary>What every piece of an answer says of it.</summary>
/// <param name="Created">Seconds since 1970.</param>
/// <param name="Model">As it was asked for.</param>
internal sealed record OpenAiAnswer(string Id, long Created, string Model)
{
    public static OpenAiAnswer ToChat(OpenAiRequest request, TimeProvider clock) => new(OpenAiIds.New("chatcmpl-"), clock.GetUtcNow().ToUnixTimeSeconds(), request.Model);

    public static OpenAiAnswer ToResponse(OpenAiRequest request, TimeProvider clock) => new(OpenAiIds.New("resp_"), clock.GetUtcNow().ToUnixTimeSeconds(), request.Model);
}

internal static class OpenAiIds
{
    public static string New(string prefix) => string.Concat(prefix, Guid.NewGuid().ToString("N"));

    /// <summary>The model's own id of a call, so that its result finds it again.</summary>
    public static string OfCall(string? id) => string.IsNullOrEmpty(id) ? New("call_") : id;
}
