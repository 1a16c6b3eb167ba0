using System.Text.Json;
using AssistantStudio.Core.Serving;
using AssistantStudio.Core.Shared;

namespace AssistantStudio.Web.Components.Deployments;

/// <summary>How one language calls an assistant.</summary>
/// <param name="Language">As the colours of code know it.</param>
/// <param name="Before">What has to be there first; null: nothing.</param>
internal sealed record CallSnippet(string Name, string Language, string? Before, string Text);

/// <summary>Programs that call an assistant, to be pasted as they are: the key comes from the environment, so that it is in no file.</summary>
internal static class CallSnippets
{
    public const string KeyVariable = "ASSISTANTSTUDIO_API_KEY";

    private const string Question = "Hello. What can you help me with?";

    /// <param name="installation">The address of this installation, with or without a slash at its end.</param>
    public static string BaseAddress(string installation) => installation.TrimEnd('/') + "/v1";

    public static IReadOnlyList<CallSnippet> Of(string installation, string slug, StudioEnvironment environment)
    {
        var (address, model) = (BaseAddress(installation), new ServedName(slug, environment).ToString());
        return
        [
            new("curl", "bash", null, Curl(address, model)),
            new("Python", "python", "pip install openai", Python(address, model)),
            new("JavaScript", "javascript", "npm install openai", JavaScript(address, model)),
            new("C#", "csharp", "dotnet add package OpenAI", CSharp(address, model)),
        ];
    }

    private static string Curl(string address, string model) => $$"""
        curl --no-buffer "{{address}}/chat/completions" \
          -H "Authorization: Bearer ${{KeyVariable}}" \
          -H "Content-Type: application/json" \
          -d '{
            "model": {{Quoted(model)}},
            "messages": [{ "role": "user", "content": {{Quoted(Question)}} }],
            "stream": true
          }'
        """;

    private static string Python(string address, string model) => $$"""
        import os
        from openai import OpenAI

        client = OpenAI(
            base_url={{Quoted(address)}},
            api_key=os.environ["{{KeyVariable}}"],
        )

        stream = client.chat.completions.create(
            model={{Quoted(model)}},
            messages=[{"role": "user", "content": {{Quoted(Question)}}}],
            stream=True,
        )
        for chunk in stream:
            if chunk.choices:
                print(chunk.choices[0].delta.content or "", end="", flush=True)
        print()
        """;

    private static string JavaScript(string address, string model) => $$"""
        // Save it as ask.mjs, and run: node ask.mjs
        import OpenAI from "openai";

        const client = new OpenAI({
          baseURL: {{Quoted(address)}},
          apiKey: process.env.{{KeyVariable}},
        });

        const stream = await client.chat.completions.create({
          model: {{Quoted(model)}},
          messages: [{ role: "user", content: {{Quoted(Question)}} }],
          stream: true,
        });
        for await (const chunk of stream) {
          process.stdout.write(chunk.choices[0]?.delta?.content ?? "");
        }
        console.log();
        """;

    private static string CSharp(string address, string model) => $$"""
        using System.ClientModel;
        using OpenAI;
        using OpenAI.Chat;

        var key = Environment.GetEnvironmentVariable("{{KeyVariable}}")!;
        var client = new ChatClient(
            {{Quoted(model)}},
            new ApiKeyCredential(key),
            new OpenAIClientOptions { Endpoint = new Uri({{Quoted(address)}}) });

        await foreach (var update in client.CompleteChatStreamingAsync(new UserChatMessage({{Quoted(Question)}})))
        {
            foreach (var part in update.ContentUpdate)
            {
                Console.Write(part.Text);
            }
        }

        Console.WriteLine();
        """;

    /// <summary>All four languages write a text as JSON does.</summary>
    private static string Quoted(string text) => JsonSerializer.Serialize(text);
}
