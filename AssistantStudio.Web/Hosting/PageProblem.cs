namespace AssistantStudio.Web.Hosting;

/// <summary>Why a page or an account form was refused, for the page that says so.</summary>
/// <param name="Code">As in the problem details of the API.</param>
/// <param name="Message">A sentence for the person; null when the status says all.</param>
public sealed record PageProblem(string Code, string? Message)
{
    public const string Path = "/account/problem";

    /// <summary>The form's token is missing or somebody else's.</summary>
    public const string StaleForm = "stale_form";

    private static readonly object s_item = new();

    public static void Keep(HttpContext context, PageProblem problem) => context.Items[s_item] = problem;

    public static PageProblem? Of(HttpContext context) => context.Items[s_item] as PageProblem;
}
