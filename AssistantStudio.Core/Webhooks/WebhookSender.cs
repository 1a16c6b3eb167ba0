using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using AssistantStudio.Core.Shared;
using AssistantStudio.Core.Shared.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging;

namespace AssistantStudio.Core.Webhooks;

/// <param name="Error">In words for a person; null when the receiver took it.</param>
internal sealed record SendOutcome(int? StatusCode, string? Error, int DurationMs)
{
    public bool IsDelivered => Error is null;
}

/// <summary>Sends one delivery, once. Never throws for what a receiver does.</summary>
internal sealed class WebhookSender(GuardedHttp http, SecretProtector secrets, TimeProvider clock, ILogger<WebhookSender> log)
{
    private const string UserAgent = "AssistantStudio-Webhooks/1";

    /// <summary>Tests have less patience.</summary>
    internal TimeSpan Patience { get; set; } = WebhookLimits.SendTime;

    public async Task<SendOutcome> SendAsync(ClaimedDelivery delivery, CancellationToken ct)
    {
        var watch = Stopwatch.StartNew();
        SendOutcome End(int? status, string? error) =>
            new(status, error is null ? null : PlainText.Cut(error, WebhookLimits.ErrorLength), (int)Math.Min(watch.ElapsedMilliseconds, int.MaxValue));

        try
        {
            using var request = RequestOf(delivery);
            using var client = http.CreateClient(new HttpLimits { MaxBodyBytes = long.MaxValue, MaxRedirects = 0, HeadersTime = Patience, IdleTime = Patience, TotalTime = Patience });
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct).ConfigureAwait(false);
            var status = (int)response.StatusCode;
            await ReadSomeAsync(response, ct).ConfigureAwait(false);
            return End(status, response.IsSuccessStatusCode ? null : $"The receiver answered {Words(status)}.");
        }
        catch (RedirectedException e)
        {
            return End(null, $"{e.Message} Messages do not follow: enter the new address if it is right.");
        }
        catch (StudioException e)
        {
            return End(null, e.Message);
        }
        catch (Exception e) when (e is not OperationCanceledException || !ct.IsCancellationRequested)
        {
            WebhookLog.SendFailed(log, e, delivery.Id);
            return End(null, "Something went wrong here, not at the receiver. The program's log says more.");
        }
    }

    private HttpRequestMessage RequestOf(ClaimedDelivery delivery)
    {
        var id = delivery.EventId.ToString();
        var timestamp = clock.GetUtcNow().ToUnixTimeSeconds();
        var signature = WebhookSignature.Sign(delivery.Secrets.Select(secrets.Unprotect), id, timestamp, delivery.Payload);
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(delivery.Url))
        {
            Content = new StringContent(delivery.Payload, Encoding.UTF8, new MediaTypeHeaderValue("application/json")),
        };
        request.Headers.TryAddWithoutValidation(WebhookSignature.IdHeader, id);
        request.Headers.TryAddWithoutValidation(WebhookSignature.TimestampHeader, timestamp.ToString(CultureInfo.InvariantCulture));
        request.Headers.TryAddWithoutValidation(WebhookSignature.SignatureHeader, signature);
        request.Headers.TryAddWithoutValidation("User-Agent", UserAgent);
        request.Headers.TryAddWithoutValidation("Accept-Encoding", "identity"); // Nobody reads what is answered.
        return request;
    }

    /// <summary>A short reply is read to its end, so that its connection can be used again. What it says changes nothing, nor does how it ends.</summary>
    private static async Task ReadSomeAsync(HttpResponseMessage response, CancellationToken ct)
    {
        try
        {
            var body = await response.Content.ReadAsStreamAsync(ct).ConfigureAwait(false);
            await using (body.ConfigureAwait(false))
            {
                await body.ReadAtLeastAsync(new byte[WebhookLimits.ReplyBytes], WebhookLimits.ReplyBytes, throwOnEndOfStream: false, ct).ConfigureAwait(false);
            }
        }
        catch (StudioException)
        {
            // Broken off or too slow; the answer was in the status.
        }
    }

    private static string Words(int status) => ReasonPhrases.GetReasonPhrase(status) is { Length: > 0 } reason
        ? string.Create(CultureInfo.InvariantCulture, $"{status} ({reason})")
        : status.ToString(CultureInfo.InvariantCulture);
}
