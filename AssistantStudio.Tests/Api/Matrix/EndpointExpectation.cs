using System.Text.Json;
using AssistantStudio.Core.Shared;

namespace AssistantStudio.Tests.Api.Matrix;

/// <summary>Where and for whom something is made ready.</summary>
/// <param name="Owner">In whose organisation, and in whose name.</param>
public sealed record Scene(ApiHost Host, Grant Owner);

/// <summary>A call that was carried out.</summary>
public sealed record Carried(ApiHost Host, string[] Ids, HttpResponseMessage Http, string Text)
{
    public string Id => Ids[^1];

    public JsonElement Reply => JsonDocument.Parse(Text).RootElement;

    public JsonElement Of(string property) => Reply.GetProperty(property);

    public string? Word(string property) => Of(property).ToString();
}

/// <summary>What an endpoint does for whom.</summary>
public sealed record EndpointExpectation
{
    /// <summary>Method and route below /api/v1, as it is mapped: <c>GET /users/{id:guid}</c>.</summary>
    public required string Endpoint { get; init; }

    /// <summary>Everybody else who has a key is refused.</summary>
    public required Caller[] Allowed { get; init; }

    /// <summary>Makes what the call is about ready and gives the values of the route's parameters; for a route with none: an empty list.</summary>
    public Func<Scene, Task<string[]>> Arrange { get; init; } = _ => Task.FromResult<string[]>([]);

    /// <summary>
    /// Where what belongs to somebody else is not simply the same thing in the other organisation. Null for a caller to whom everything belongs.
    /// </summary>
    public Func<ApiHost, Caller, Task<string[]?>>? Foreign { get; init; }

    /// <summary>The body of a call that is allowed, made anew for each.</summary>
    public Func<object?> Body { get; init; } = () => null;

    /// <summary>What the call cannot do without, behind the route: "?name=value".</summary>
    public string Query { get; init; } = "";

    /// <summary>Looks at the reply, and for a change at what it changed.</summary>
    public required Func<Carried, Task> Check { get; init; }

    public override string ToString() => Endpoint;
}
