using System.Net;

namespace AssistantStudio.Core.Providers;

/// <summary>The Jira of a connection: which one it is, where people open its issues, and as whom it is read.</summary>
/// <param name="IsCloud">False: a Data Center, which has the older interface.</param>
internal sealed record JiraSite(bool IsCloud, Uri Home, string Person)
{
    public string Api => IsCloud ? "rest/api/3" : "rest/api/2";

    public string IssueAddress(string key) => $"{Home.AbsoluteUri.TrimEnd('/')}/browse/{Uri.EscapeDataString(key)}";

    /// <summary>
    /// Asked before anything else: whoever is not signed in gets fewer issues without a word, and what is not there looks like
    /// what may not be seen.
    /// </summary>
    public static async Task<JiraSite> SignInAsync(DataSourceClient client, CancellationToken ct)
    {
        var cloud = await client.SendAsync(new(client.At("rest/api/3/myself")) { IsSignIn = true, None = [HttpStatusCode.NotFound] }, ct).ConfigureAwait(false);
        var me = (cloud ?? await client.SendAsync(new(client.At("rest/api/2/myself")) { IsSignIn = true }, ct).ConfigureAwait(false))!.Root;
        if ((me.Text("accountId") ?? me.Text("name") ?? me.Text("key") ?? me.Text("displayName")) is not { } account)
        {
            throw DataSourceErrors.NotAnApi(client.Account);
        }

        return new(cloud is not null, await HomeAsync(client, ct).ConfigureAwait(false), PersonOf(me.Text("displayName") ?? account, me.Text("emailAddress")));
    }

    /// <summary>Atlassian's gateway has no pages: the site behind it says where they are.</summary>
    private static async Task<Uri> HomeAsync(DataSourceClient client, CancellationToken ct)
    {
        var address = client.Account.Address!;
        if (!address.IdnHost.Equals(DataSourceRules.AtlassianGateway, StringComparison.OrdinalIgnoreCase))
        {
            return address;
        }

        var server = (await client.GetAsync(client.At("rest/api/3/serverInfo"), ct).ConfigureAwait(false)).Root;
        return Uri.TryCreate(server.Text("baseUrl"), UriKind.Absolute, out var home) && home.Scheme is "https" or "http" ? home : address;
    }

    private static string PersonOf(string name, string? mail) => mail is null ? name : $"{name} ({mail})";
}
