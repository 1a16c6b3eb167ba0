using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace AssistantStudio.Tests.Api;

/// <summary>An answer in memory: what was sent of it, and when something was.</summary>
internal sealed class SentAnswer
{
    private readonly WatchedStream _body = new();

    public SentAnswer() => Response = new DefaultHttpContext { Response = { Body = _body } }.Response;

    public HttpResponse Response { get; }

    public string Text => Encoding.UTF8.GetString(_body.ToArray());

    /// <summary>How often something was handed on.</summary>
    public int Writes => _body.Writes;

    public JsonElement Json() => JsonSerializer.Deserialize<JsonElement>(_body.ToArray());

    /// <summary>The data of each event, read.</summary>
    public IReadOnlyList<JsonElement> Events() =>
        [.. Text.Split("\n\n").Select(e => e.Split('\n').FirstOrDefault(l => l.StartsWith("data: {", StringComparison.Ordinal))).OfType<string>().Select(l => JsonSerializer.Deserialize<JsonElement>(l["data: ".Length..]))];

    public Task Saw(string text) => _body.Saw(text);

    private sealed class WatchedStream : MemoryStream
    {
        private readonly TaskCompletionSource _saw = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private string? _wanted;

        public int Writes { get; private set; }

        public Task Saw(string text)
        {
            _wanted = text;
            return _saw.Task;
        }

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Writes++;
            await base.WriteAsync(buffer, cancellationToken);
            if (_wanted is not null && Encoding.UTF8.GetString(buffer.Span).Contains(_wanted, StringComparison.Ordinal))
            {
                _saw.TrySetResult();
            }
        }
    }
}
