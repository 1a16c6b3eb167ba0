using System.Globalization;
using System.Text.Json;

namespace AssistantStudio.Core.Providers;

/// <summary>What a gateway knows of the key that it is asked with. Money in nano-dollars; what it does not say is null.</summary>
public sealed record GatewayKey(long? Spend, long? MaxBudget, string? BudgetDuration, DateTime? BudgetResetsAt, DateTime? ExpiresAt, bool IsBlocked)
{
    /// <summary>When its spending was 0 the last time. Null: it has counted ever since, or it does not say.</summary>
    public DateTime? SpendsSince => this is { BudgetDuration: { } duration, BudgetResetsAt: { } end } ? GatewayPeriod.StartOf(end, duration) : null;
}

internal static class GatewayKeys
{
    /// <summary><c>GET /key/info</c> stands beside the version, not below it: <c>https://gateway.example/key/info</c>.</summary>
    public static async Task<GatewayKey> ReadGatewayKeyAsync(this HttpClient http, WireConnection connection, CancellationToken ct)
    {
        var beside = connection.BesideVersion();
        using var request = beside.Request(HttpMethod.Get, "key/info");
        var (body, response) = await http.CallAsync(beside, request, null, ct).ConfigureAwait(false);
        using (response)
        {
            return Read(body) ?? throw new ModelCallException(ProviderFault.Unreadable, $"{connection.Name} says nothing about its key. It may not be a LiteLLM-style gateway, or an older one.");
        }
    }

    /// <summary><c>{"key":"…","info":{"spend":1.2,"max_budget":50.0,"budget_duration":"30d","budget_reset_at":"2026-12-01T00:00:00Z","expires":null,"blocked":null}}</c></summary>
    internal static GatewayKey? Read(JsonElement root) => root.Get("info") is not { ValueKind: JsonValueKind.Object } info ? null : new(
        info.GatewayMoney("spend"), info.GatewayMoney("max_budget"), info.Text("budget_duration"), Time(info.Text("budget_reset_at")), Time(info.Text("expires")),
        info.Get("blocked") is { ValueKind: JsonValueKind.True });

    private static DateTime? Time(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time.UtcDateTime : null;
}
