using System.Globalization;

namespace AssistantStudio.Core.Providers;

internal static class GitHubAccount
{
    /// <summary>As whom GitHub is read, in a sentence. Without a token: how many requests it takes.</summary>
    public static async Task<string> DescribeAsync(DataSourceClient client, CancellationToken ct)
    {
        if (client.Account.Key is not null)
        {
            var user = (await client.SendAsync(new(client.At("user")) { IsSignIn = true }, ct).ConfigureAwait(false))!.Root;
            return user.Text("login") is { } login ? $"Signed in as {(user.Text("name") is { Length: > 0 } name ? $"{name} ({login})" : login)}." : throw DataSourceErrors.NotAnApi(client.Account);
        }

        var limits = (await client.SendAsync(new(client.At("rate_limit")) { IsSignIn = true }, ct).ConfigureAwait(false))!.Root;
        return (limits.Get("resources")?.Get("core") ?? limits.Get("rate")) is { } core
            ? string.Create(CultureInfo.InvariantCulture, $"It answers without a token: public repositories only, {core.Count("limit") ?? 60:#,0} requests an hour, {core.Count("remaining") ?? 0:#,0} left now.")
            : throw DataSourceErrors.NotAnApi(client.Account);
    }
}
