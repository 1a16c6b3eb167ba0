using System.Text.Json;

namespace AssistantStudio.Web.Api;

/// <summary>Something that can be asked, as GET /v1/models lists it.</summary>
internal sealed record OpenAiModel(string Id, DateTimeOffset Created, string OwnedBy);

/// <summary>The answers to GET /v1/models and GET /v1/models/{id}.</summary>
internal static class ModelsWriter
{
    public static Task WriteAsync(HttpResponse response, OpenAiModel model, CancellationToken ct) => OpenAiJson.WriteAsync(response, model, Write, ct);

    public static Task WriteAsync(HttpResponse response, IReadOnlyList<OpenAiModel> models, CancellationToken ct) => OpenAiJson.WriteAsync(response, models, Write, ct);

    private static void Write(Utf8JsonWriter json, IReadOnlyList<OpenAiModel> models)
    {
        json.WriteStartObject();
        json.WriteString("object"u8, "list"u8);
        json.WriteStartArray("data"u8);
        foreach (var model in models)
        {
            Write(json, model);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, OpenAiModel model)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, model.Id);
        json.WriteString("object"u8, "model"u8);
        json.WriteNumber("created"u8, model.Created.ToUnixTimeSeconds());
        json.WriteString("owned_by"u8, model.OwnedBy);
        json.WriteEndObject();
    }
}
