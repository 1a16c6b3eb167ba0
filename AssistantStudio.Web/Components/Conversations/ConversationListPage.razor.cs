using System.Globalization;
using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Conversations;
using AssistantStudio.Core.Deployments;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Shared;
using AssistantStudio.Web.Components.Controls;
using AssistantStudio.Web.Components.Deployments;
using AssistantStudio.Web.Shell;
using Microsoft.AspNetCore.Components;

namespace AssistantStudio.Web.Components.Conversations;

/// <summary>All conversations that one may see, and those that go on right now.</summary>
public sealed partial class ConversationListPage
{
    internal const string Address = "/conversations";

    private const int Offered = 20;

    /// <summary>In the address before the name of a person whom only another program knows.</summary>
    private const string External = "external:";

    private const long NanosPerCent = 10_000_000;

    private static readonly IReadOnlyList<FilterOption> s_statuses = FilterOption.Of<ConversationStatus>(s => ConversationListWords.Of(s).Text);
    private static readonly IReadOnlyList<FilterOption> s_environments = FilterOption.Of<StudioEnvironment>(e => e.ToString());
    private static readonly IReadOnlyList<FilterOption> s_sentiments = FilterOption.Of<Sentiment>(s => ConversationListWords.Of(s).Text);
    private static readonly IReadOnlyList<FilterOption> s_channels = FilterOption.Of<ConversationChannel>(ConversationListWords.Of);
    private static readonly IReadOnlyList<FilterOption> s_since = [new("1", "last 24 hours"), new("7", "last 7 days"), new("30", "last 30 days"), new("90", "last 90 days")];
    private static readonly IReadOnlyList<FilterOption> s_costs = [new("1", "from $0.01"), new("10", "from $0.10"), new("100", "from $1"), new("1000", "from $10")];
    private static readonly IReadOnlyList<FilterOption> s_ratings = [.. Enumerable.Range(1, 5).Reverse().Select(r => new FilterOption(Text(r), $"{Text(r)} of 5"))];

    private readonly ListState _state = new()
    {
        FilterNames = ["assistant", "environment", "deployment", "status", "since", "sentiment", "rating", "topic", "person", "cost", "channel"],
        DefaultSort = "-lastActivityAt",
        RanksSearch = true,
    };

    private IReadOnlyList<FilterOption> _topics = [];
    private string? _assistantName;
    private string? _deploymentName;
    private string? _personName;

    [Inject] public required ConversationListService Conversations { get; init; }

    [Inject] public required AssistantService Assistants { get; init; }

    [Inject] public required DeploymentListService Deployments { get; init; }

    [Inject] public required UserService Users { get; init; }

    [Inject] public required Access Access { get; init; }

    [Inject] public required Drawers Drawers { get; init; }

    [Inject] public required TimeProvider Clock { get; init; }

    internal static string Href(Guid id) => $"{Address}/{id}";

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>What stands in the address may mean nothing: then it filters by nothing.</summary>
    private static int? Whole(string? text, int most) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 && number <= most ? number : null;

    private async Task<Page<ConversationRow>> LoadAsync(ListState state, CancellationToken ct)
    {
        const int MostDays = 3_660, MostCents = 100_000_000;
        var (person, external) = PersonOf(state["person"]);
        var page = await Conversations.ListAsync(
            state.Apply(new ConversationListQuery
            {
                AssistantId = AssistantOf(state),
                Environment = state.Filter<StudioEnvironment>("environment"),
                DeploymentId = DeploymentOf(state),
                Channel = state.Filter<ConversationChannel>("channel"),
                Status = state.Filter<ConversationStatus>("status"),
                Sentiment = state.Filter<Sentiment>("sentiment"),
                Rating = Whole(state["rating"], 5),
                Topic = state["topic"],
                UserId = person,
                ExternalUser = external,
                CostFrom = Whole(state["cost"], MostCents) * NanosPerCent,
                From = Whole(state["since"], MostDays) is { } days ? Clock.GetUtcNow().UtcDateTime.AddDays(-days) : null,
            }),
            ct);

        // What the address filters by stays among the choices, even when nothing has it any more.
        _topics = [.. (await Conversations.TopicsAsync(ct)).Union(state["topic"] is { } chosen ? [chosen] : []).Select(t => new FilterOption(t, t))];
        _assistantName = AssistantOf(state) is { } assistant ? await AssistantNameAsync(page, assistant, ct) : null;
        _deploymentName = DeploymentOf(state) is { } deployment ? await DeploymentNameAsync(deployment, ct) : null;
        _personName = external ?? (person is { } user ? await PersonNameAsync(page, user, ct) : null);
        return page;
    }

    private static Guid? AssistantOf(ListState state) => Guid.TryParse(state["assistant"], out var id) ? id : null;

    private static Guid? DeploymentOf(ListState state) => Guid.TryParse(state["deployment"], out var id) ? id : null;

    private static string NameOf(DeploymentRow row) => $"{row.AssistantName} v{Format.Number(row.Version)}, {row.Environment.Word()}";

    private static (Guid? User, string? External) PersonOf(string? filter) => filter switch
    {
        { } text when text.StartsWith(External, StringComparison.Ordinal) => (null, text[External.Length..]),
        { } text when Guid.TryParse(text, out var id) => (id, null),
        _ => (null, null),
    };

    private async Task<string> AssistantNameAsync(Page<ConversationRow> page, Guid id, CancellationToken ct)
    {
        try
        {
            return page.Items.FirstOrDefault(r => r.AssistantId == id)?.AssistantName ?? (await Assistants.GetAsync(id.ToString(), ct)).Assistant.Name;
        }
        catch (StudioException)
        {
            return "one that is gone";
        }
    }

    private async Task<string> DeploymentNameAsync(Guid id, CancellationToken ct)
    {
        try
        {
            return NameOf((await Deployments.GetAsync(id, ct)).Row);
        }
        catch (StudioException)
        {
            return "one that is gone";
        }
    }

    private async Task<string> PersonNameAsync(Page<ConversationRow> page, Guid id, CancellationToken ct)
    {
        try
        {
            return page.Items.FirstOrDefault(r => r.UserId == id && r.ExternalUser is null)?.StartedBy ?? (await Users.GetAsync(id, ct)).Name;
        }
        catch (StudioException)
        {
            return "somebody who is gone";
        }
    }

    private async Task<IReadOnlyList<FilterOption>> FindAssistantsAsync(string? name, CancellationToken ct) =>
        [.. (await Assistants.ListAsync(new AssistantListQuery { Search = name, PageSize = Offered, Sort = name is null ? "name" : null }, ct)).Items.Select(a => new FilterOption(a.Id.ToString(), a.Name))];

    /// <summary>The newest ones, of the chosen assistant and environment; by name what stands somewhere now.</summary>
    private async Task<IReadOnlyList<FilterOption>> FindDeploymentsAsync(string? name, CancellationToken ct)
    {
        var environment = _state.Filter<StudioEnvironment>("environment");
        var rows = name is null
            ? (await Deployments.ListAsync(new DeploymentListQuery { AssistantId = AssistantOf(_state), Environment = environment, PageSize = Offered }, ct)).Items
            : (await Deployments.BoardAsync(name, null, ct)).SelectMany(lane => lane.Cards).Select(card => card.Row)
                .Where(r => (environment is null || r.Environment == environment) && (AssistantOf(_state) is not { } assistant || r.AssistantId == assistant)).Take(Offered);
        return [.. rows.Select(r => new FilterOption(r.Id.ToString(), NameOf(r), DeploymentText.Of(r.Status)))];
    }

    /// <summary>Users by a part of their name; what other programs call people is not listed anywhere, so it is taken as it is typed.</summary>
    private async Task<IReadOnlyList<FilterOption>> FindPeopleAsync(string? name, CancellationToken ct)
    {
        var users = Access.Can(Permission.UsersView)
            ? (await Users.ListAsync(new UserListQuery { Search = name, PageSize = Offered - 1, Sort = "name" }, ct)).Items.Select(u => new FilterOption(u.Id.ToString(), u.Name, u.Id == Access.UserId ? "you" : null))
            : Access.UserId is { } me ? [new(me.ToString(), $"{Access.Grant.ActorName} (you)")] : [];
        return name is null ? [.. users] : [.. users, new(External + name, name, "in another program")];
    }
}
