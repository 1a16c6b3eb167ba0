using System.Buffers;
using System.Globalization;
using System.Text.Json;
using System.Text.Unicode;

namespace AssistantStudio.Web.Api;

/// <summary>The JSON object of a request. It lives in a rented buffer: whoever reads it copies what is kept.</summary>
internal static class OpenAiBody
{
    private const int FirstBuffer = 16 << 10;

    private static readonly JsonDocumentOptions s_options = new() { MaxDepth = OpenAiLimits.Depth };

    private static ReadOnlySpan<byte> Mark => [0xEF, 0xBB, 0xBF];

    public static async Task<T> ReadAsync<T>(HttpRequest request, Func<JsonElement, T> read, CancellationToken ct)
    {
        if (request.ContentLength > OpenAiLimits.BodyBytes)
        {
            throw new OpenAiException(OpenAiError.TooLarge(OpenAiLimits.BodyBytes));
        }

        // What a header promises is not believed before it is there.
        var buffer = ArrayPool<byte>.Shared.Rent((int)Math.Min(request.ContentLength ?? FirstBuffer, FirstBuffer));
        try
        {
            var length = 0;
            while (true)
            {
                var result = await request.BodyReader.ReadAsync(ct);
                var piece = result.Buffer;
                if (length + piece.Length > OpenAiLimits.BodyBytes)
                {
                    request.BodyReader.AdvanceTo(piece.End);
                    throw new OpenAiException(OpenAiError.TooLarge(OpenAiLimits.BodyBytes));
                }

                buffer = WithRoom(buffer, length, (int)piece.Length);
                piece.CopyTo(buffer.AsSpan(length));
                length += (int)piece.Length;
                request.BodyReader.AdvanceTo(piece.End);
                if (result.IsCompleted)
                {
                    return Read(buffer.AsMemory(0, length), read);
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    public static T Read<T>(ReadOnlyMemory<byte> body, Func<JsonElement, T> read)
    {
        var json = body.Span.StartsWith(Mark) ? body[Mark.Length..] : body;
        using var document = Parse(json);
        return document.RootElement.ValueKind == JsonValueKind.Object
            ? read(document.RootElement)
            : throw new OpenAiException(OpenAiError.Unreadable("The body of the request has to be a JSON object."));
    }

    private static JsonDocument Parse(ReadOnlyMemory<byte> json)
    {
        if (!Utf8.IsValid(json.Span))
        {
            throw new OpenAiException(OpenAiError.Unreadable("The body of the request is not UTF-8."));
        }

        try
        {
            var document = JsonDocument.Parse(json, s_options);
            if (!HasHalfCharacter(json.Span))
            {
                return document;
            }

            document.Dispose();
        }
        catch (JsonException e)
        {
            var place = e.LineNumber is { } line ? string.Create(CultureInfo.InvariantCulture, $" (line {line + 1}, byte {e.BytePositionInLine + 1})") : "";
            throw new OpenAiException(OpenAiError.Unreadable($"We could not parse the JSON body of your request{place}. What is expected is a JSON object, at most {OpenAiLimits.Depth} levels deep."));
        }

        throw new OpenAiException(OpenAiError.Unreadable("A text in the body holds half of a character (a lone \\ud800 to \\udfff)."));
    }

    private static byte[] WithRoom(byte[] buffer, int length, int more)
    {
        if (buffer.Length - length >= more)
        {
            return buffer;
        }

        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(length + more, Math.Min(buffer.Length * 2, OpenAiLimits.BodyBytes)));
        buffer.AsSpan(0, length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }

    /// <summary>"\ud83d" without its other half is JSON but no text: it would fail wherever it is read or written.</summary>
    private static bool HasHalfCharacter(ReadOnlySpan<byte> json)
    {
        if (json.IndexOf("\\ud"u8) < 0 && json.IndexOf("\\uD"u8) < 0)
        {
            return false;
        }

        var expectsOther = false;
        for (var i = 0; i < json.Length; i++)
        {
            var isLow = false;
            var isHigh = false;
            if (json[i] == '\\')
            {
                if (json[i + 1] == 'u' && ushort.TryParse(json.Slice(i + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit))
                {
                    (isHigh, isLow) = (char.IsHighSurrogate((char)unit), char.IsLowSurrogate((char)unit));
                    i += 5;
                }
                else
                {
                    i++;
                }
            }

            if (isLow != expectsOther)
            {
                return true;
            }

            expectsOther = isHigh;
        }

        return false;
    }
}
