using System.Net.Http.Headers;

namespace AssistantStudio.Core.Providers;

/// <summary>The headers of the last answer: the vendor's client keeps them to itself, and they say how long to wait and what the request is called.</summary>
internal sealed class AnthropicHeaders : DelegatingHandler
{
    public HttpResponseHeaders? Last { get; private set; }

    public string? RequestId => Last?.TryGetValues("request-id", out var values) == true ? values.FirstOrDefault() : null;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Last = null;
        var response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        Last = response.Headers;
        return response;
    }
}
