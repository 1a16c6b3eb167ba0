using Xunit;

namespace AssistantStudio.Tests.Core.Knowledge.Extraction;

public sealed class OpenApiFormatTests
{
    [Fact]
    public async Task Read_OpenApi3_HasASectionForEachOperationAndSchema()
    {
        var document = await Reading.TextAsync("api.json", """
            {
              "openapi": "3.1.0",
              "info": {"title": "Orders API", "version": "2", "description": "All about *orders*.\n\n# Limits\n\nTen calls a second."},
              "servers": [{"url": "https://api.example.com", "description": "live"}],
              "paths": {
                "/orders/{id}": {
                  "parameters": [{"name": "id", "in": "path", "required": true, "schema": {"type": "string", "format": "uuid"}, "description": "Of the order.\nNever reused."}],
                  "get": {
                    "summary": "Get an order", "operationId": "getOrder", "tags": ["orders"], "description": "With its lines.",
                    "parameters": [{"$ref": "#/components/parameters/Expand"}, {"$ref": "#/components/parameters/Missing"}],
                    "responses": {
                      "200": {"description": "The order", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Order"}}}},
                      "404": {"$ref": "#/components/responses/NotFound"}
                    }
                  },
                  "delete": {"deprecated": true, "requestBody": {"content": {"application/json": {"schema": {"type": "array", "items": {"$ref": "#/components/schemas/Reason"}}}}}, "responses": {"204": {"description": "Gone"}}},
                  "x-internal": {"get": {}}
                }
              },
              "components": {
                "parameters": {"Expand": {"name": "expand", "in": "query", "schema": {"type": ["string", "null"], "enum": ["lines", "customer"]}}},
                "responses": {"NotFound": {"description": "There is no such order"}},
                "schemas": {
                  "Order": {"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}, "state": {"$ref": "#/components/schemas/Reason"}, "price": {"oneOf": [{"type": "number"}, {"type": "null"}], "description": "In cents."}}},
                  "Reason": {"type": "string", "description": "Why.", "enum": ["late", "broken"]}
                }
              }
            }
            """);

        Assert.Equal("Orders API", document.Title);
        Assert.Equal(
            [
                "Paragraph: All about *orders*.",
                "Paragraph: Limits",
                "Paragraph: Ten calls a second.",
                "List: - https://api.example.com: live",
                "H1: GET /orders/{id} – Get an order",
                "Paragraph: With its lines.",
                "Paragraph: Operation: getOrder",
                "Paragraph: Tags: orders",
                "List: Parameters:\n- `id` (path, string uuid, required): Of the order. Never reused.\n- `expand` (query, string or null: lines, customer)",
                "List: Responses:\n- 200: The order → Order (application/json)\n- 404: There is no such order",
                "H1: DELETE /orders/{id}",
                "Paragraph: Deprecated.",
                "List: Parameters:\n- `id` (path, string uuid, required): Of the order. Never reused.",
                "Paragraph: Request body: array of Reason (application/json)",
                "List: Responses:\n- 204: Gone",
                "H1: Schema Order",
                "List: - `id` (string, required)\n- `state` (Reason)\n- `price` (number or null): In cents.",
                "H1: Schema Reason",
                "Paragraph: Why.",
                "Paragraph: Values: late, broken",
            ],
            Reading.Lines(document));
    }

    [Fact]
    public async Task Read_Swagger2_IsReadAsWell()
    {
        var document = await Reading.TextAsync("swagger.json", """
            {"swagger": "2.0", "info": {"title": "Old"}, "paths": {"/a": {"post": {
               "parameters": [{"name": "body", "in": "body", "schema": {"$ref": "#/definitions/A"}}, {"name": "q", "in": "query", "type": "integer", "format": "int32"}],
               "responses": {"200": {"description": "ok", "schema": {"$ref": "#/definitions/A"}}}}}},
             "definitions": {"A": {"allOf": [{"$ref": "#/definitions/B"}, {"properties": {"x": {"type": "array", "items": {"type": "string"}}}}]}, "B": {"required": ["y"], "properties": {"y": {"type": "integer"}}}}}
            """);

        Assert.Equal(
            [
                "H1: POST /a",
                "List: Parameters:\n- `q` (query, integer int32)",
                "Paragraph: Request body: A",
                "List: Responses:\n- 200: ok → A",
                "H1: Schema A",
                "List: - `y` (integer, required)\n- `x` (array of string)",
                "H1: Schema B",
                "List: - `y` (integer, required)",
            ],
            Reading.Lines(document));
    }

    [Theory]
    [InlineData("""{"openapi": "3.0.0", "paths": null, "info": {"title": 7}}""")]
    [InlineData("""{"openapi": "3.0.0", "info": {}, "paths": {"/a": null, "/b": {"get": null}, "/c": {"get": {"responses": [], "parameters": {"x": 1}, "tags": [null]}}}, "components": {"schemas": {"A": {"$ref": "#/components/schemas/A"}, "B": 1}}}""")]
    public async Task Read_OddDescriptions_DoNoHarm(string text)
    {
        try
        {
            Assert.Equal("api", (await Reading.TextAsync("api.json", text)).Title);
        }
        catch (AssistantStudio.Core.Knowledge.ExtractionException e)
        {
            Assert.Equal("There is no text in the file.", e.Message);
        }
    }

    [Fact]
    public async Task Read_ApiInYaml_SaysWhatToDo() =>
        Assert.Equal("API descriptions are read as JSON only; save it as JSON.", await Reading.RefusalAsync("api.yaml", "# The shop\n---\nopenapi: 3.1.0\ninfo:\n  title: Shop\n"));
}
