using System.Text.Json;

namespace AssistantStudio.Web.Api;

/// <summary>What a client wants embedded.</summary>
internal sealed record OpenAiEmbeddings(string Model, IReadOnlyList<string> Inputs)
{
    public int? Dimensions { get; init; }

    /// <summary>As bytes in base64: what the official clients ask for.</summary>
    public bool AsBase64 { get; init; }

    public string? User { get; init; }
}

/// <summary>The body of POST /v1/embeddings.</summary>
internal static class EmbeddingsRequest
{
    private const int MaxDimensions = 65_536;
    private const string Field = "input";

    public static Task<OpenAiEmbeddings> ReadAsync(HttpRequest request, CancellationToken ct) => OpenAiBody.ReadAsync(request, Of, ct);

    public static OpenAiEmbeddings Read(ReadOnlyMemory<byte> body) => OpenAiBody.Read(body, Of);

    private static OpenAiEmbeddings Of(JsonElement root) => new(OpenAiCommonFields.Model(root), Inputs(root.Get(Field) ?? throw OpenAiFields.Missing(new(Field))))
    {
        Dimensions = (int?)root.Whole("dimensions", 1, MaxDimensions),
        AsBase64 = root.Text("encoding_format") switch
        {
            null or "float" => false,
            "base64" => true,
            _ => throw OpenAiFields.Wrong(new("encoding_format"), "has to be float or base64"),
        },
        User = OpenAiCommonFields.User(root),
    };

    private static string[] Inputs(JsonElement input)
    {
        if (input.ValueKind == JsonValueKind.String)
        {
            return [Text(input, new(Field))];
        }

        if (input.ValueKind != JsonValueKind.Array)
        {
            throw OpenAiFields.WrongType(new(Field), "a string or an array of strings", input);
        }

        // A list of numbers is one text, however long.
        var count = input.GetArrayLength();
        if (count > 0 && input[0].ValueKind is JsonValueKind.Number or JsonValueKind.Array)
        {
            throw OpenAiFields.Wrong(new(Field), "holds tokens, which mean something else to each model: send the text (LangChain: check_embedding_ctx_length=False)", "unsupported_value");
        }

        if (count is 0 or > OpenAiLimits.EmbeddingInputs)
        {
            throw OpenAiFields.Wrong(new(Field), count == 0 ? "is empty" : $"has at most {OpenAiLimits.EmbeddingInputs} entries", count == 0 ? "empty_array" : "array_above_max_length");
        }

        var texts = new string[count];
        var place = 0;
        foreach (var item in input.EnumerateArray())
        {
            texts[place] = Text(item, new(Field, place));
            place++;
        }

        return texts;
    }

    private static string Text(JsonElement item, OpenAiPlace at) =>
        item.ValueKind != JsonValueKind.String ? throw OpenAiFields.WrongType(at, "a string", item)
        : item.GetString() is { Length: > 0 } text ? text
        : throw OpenAiFields.Wrong(at, "is an empty string");
}
