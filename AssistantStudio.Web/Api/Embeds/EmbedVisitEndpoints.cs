using AssistantStudio.Core.Embeds;
using AssistantStudio.Web.Hosting;
using Microsoft.AspNetCore.Mvc;

namespace AssistantStudio.Web.Api;

public sealed record EmbedMessageBody(string? Content, string? ClientKey);

/// <param name="Token">Sent along with every call, in the header X-Embed-Session; a newer one comes back in the same header.</param>
public sealed record EmbedSessionBody(string Token, DateTime ExpiresAt);

public sealed record EmbedMessagesBody(IReadOnlyList<EmbedMessage> Messages);

/// <summary>What pages of other sites call. Who may is decided before, by <see cref="EmbedVisits"/>; what is asked with a session needs its token.</summary>
internal static class EmbedVisitEndpoints
{
    public static void MapEmbedVisits(this IEndpointRouteBuilder app)
    {
        var root = app.MapGroup("/embed").AllowAnonymous().ExcludeFromDescription().WithMetadata(new RequestSizeLimitAttribute(EmbedLimits.BodyKilobytes * 1024L));
        root.MapGet($"/{{{EmbedVisits.KeyParameter}}}.js", () => EmbedScript.Shared).WithMetadata(new EmbedRoute(NeedsOrigin: false));
        var embed = root.MapGroup($"/{{{EmbedVisits.KeyParameter}}}").WithMetadata(new EmbedRoute(NeedsOrigin: true));
        embed.MapMethods("/{what}", [HttpMethods.Options], () => Results.NoContent());
        embed.MapGet("/settings", SettingsAsync);
        embed.MapPost("/sessions", Open);
        embed.MapGet("/messages", HistoryAsync);
        embed.MapPost("/messages", Send);
        embed.MapPost("/stop", StopAsync);
    }

    private static async Task<IResult> SettingsAsync(EmbedChat chat, HttpContext context, CancellationToken ct)
    {
        var visit = EmbedVisit.Of(context);
        return TypedResults.Ok(await chat.FaceAsync(visit.Embed, visit.Origin, ct));
    }

    /// <summary>With a token: another conversation of the same visitor.</summary>
    private static IResult Open(EmbedSessions sessions, EmbedGate gate, HttpContext context)
    {
        var visit = EmbedVisit.Of(context);
        gate.TakeSession(WebSafety.NetworkOf(context));
        var session = sessions.Open(visit.Embed, visit.Origin, SessionOf(sessions, context));
        return TypedResults.Ok(new EmbedSessionBody(sessions.Write(session), session.ExpiresAt));
    }

    private static async Task<IResult> HistoryAsync(EmbedChat chat, EmbedSessions sessions, HttpContext context, CancellationToken ct)
    {
        if (SessionOf(sessions, context) is not { } session)
        {
            return Ended();
        }

        Renew(sessions, session, context);
        return TypedResults.Ok(new EmbedMessagesBody(await chat.HistoryAsync(EmbedVisit.Of(context).Embed, session, Authentication.RemoteAddressOf(context), ct)));
    }

    private static IResult Send(EmbedMessageBody body, EmbedChat chat, EmbedSessions sessions, HttpContext context)
    {
        if (SessionOf(sessions, context) is not { } session)
        {
            return Ended();
        }

        Renew(sessions, session, context);
        var question = new EmbedQuestion(body.Content, body.ClientKey, WebSafety.NetworkOf(context), Authentication.RemoteAddressOf(context));
        return new EmbedStream(ct => chat.SendAsync(EmbedVisit.Of(context).Embed, session, question, ct));
    }

    private static async Task<IResult> StopAsync(EmbedChat chat, EmbedSessions sessions, HttpContext context, CancellationToken ct)
    {
        if (SessionOf(sessions, context) is not { } session)
        {
            return Ended();
        }

        await chat.StopAsync(EmbedVisit.Of(context).Embed, session, Authentication.RemoteAddressOf(context), ct);
        return TypedResults.NoContent();
    }

    private static EmbedSession? SessionOf(EmbedSessions sessions, HttpContext context)
    {
        var visit = EmbedVisit.Of(context);
        return sessions.Read(context.Request.Headers[EmbedVisits.SessionHeader].ToString(), visit.Embed, visit.Origin);
    }

    /// <summary>What is refused all the same leaves the session as it was.</summary>
    private static void Renew(EmbedSessions sessions, EmbedSession session, HttpContext context) =>
        context.Response.Headers[EmbedVisits.SessionHeader] = sessions.Write(sessions.Renewed(session));

    private static IResult Ended() => TypedResults.Problem(
        title: "This conversation is over. Begin another one.", statusCode: StatusCodes.Status401Unauthorized, extensions: new Dictionary<string, object?> { ["code"] = "session_ended" });
}
