namespace AssistantStudio.Core.Knowledge;

public static class TrackerLimits
{
    public const int Projects = 50;
    public const int ProjectLength = 40;
    public const int JqlLength = 2_000;

    /// <summary>Beyond that somebody has named too much, and every one of them costs embeddings.</summary>
    public const int UsualIssues = 20_000;

    public const int MostIssues = 200_000;

    public const int Repositories = 50;
    public const int RepositoryLength = 140;
    public const int BranchLength = 200;

    public const int UsualCommitDays = 365;
    public const int MostCommitDays = 3_650;

    /// <summary>Of one request: the most that GitHub gives.</summary>
    internal const int PageSize = 100;
}
