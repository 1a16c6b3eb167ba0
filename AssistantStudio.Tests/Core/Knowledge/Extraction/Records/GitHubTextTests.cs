using AssistantStudio.Core.Knowledge;
using Xunit;

namespace AssistantStudio.Tests.Core.Knowledge.Extraction.Records;

public sealed class GitHubTextTests
{
    [Fact]
    public void ReadIssue_GivesBodyLabelsAndComments()
    {
        var document = GitHubIssueText.Read(
            Payload.Of("""
                {"number": 12, "title": "Crash on start", "state": "closed", "state_reason": "not_planned", "user": {"login": "ada"}, "milestone": {"title": "2.0"},
                 "labels": [{"name": "bug"}, "old style"],
                 "body": "<!-- Thanks for reporting!\r\nRead the guide first. -->\r\n## Steps\r\n\r\n1. Run `ship` <!-- keep this -->\r\n\r\n```\r\n<!-- in code -->\r\n```"}
                """),
            Payload.Items("""[{"user": null, "created_at": "2026-11-20T10:44:51Z", "body": "Same here."}, {"user": {"login": "x"}, "created_at": "2026-11-21T10:44:51Z", "body": null}]"""),
            new());

        Assert.Equal("#12 Crash on start", document.Title);
        Assert.Equal(
            [
                "Paragraph: type: Issue\nstate: closed (not planned)\nlabels: bug, old style\nmilestone: 2.0\nauthor: ada",
                "H4: Steps",
                "List: 1. Run `ship`",
                "Code: ```\n<!-- in code -->\n```",
                "H2: Comment by ghost, 2026-11-20",
                "Paragraph: Same here.",
            ],
            Reading.Lines(document));
    }

    [Fact]
    public void ReadPullRequest_GivesStateBranchAndLastReviews()
    {
        var document = PullRequestText.Read(
            Payload.Of("""
                {"number": 7, "title": "Keep the basket", "state": "closed", "merged_at": "2026-11-22T01:00:00Z", "draft": false, "user": null, "labels": [], "milestone": null,
                 "head": {"ref": "basket"}, "base": {"ref": "main"}, "body": null}
                """),
            Payload.Items("""
                [{"user": {"login": "first"}, "state": "COMMENTED", "submitted_at": "2026-11-01T00:00:00Z", "body": "Old."},
                 {"user": {"login": "cleo"}, "state": "APPROVED", "submitted_at": "2026-11-21T00:00:00Z", "body": ""},
                 {"user": {"login": "ben"}, "state": "CHANGES_REQUESTED", "submitted_at": "2026-11-20T00:00:00Z", "body": "Please **test** it."},
                 {"user": {"login": "dan"}, "state": "DISMISSED", "submitted_at": "2026-11-19T00:00:00Z", "body": "No."},
                 {"user": {"login": "me"}, "state": "PENDING", "body": "Not sent."}]
                """),
            new());

        Assert.Equal("#7 Keep the basket", document.Title);
        Assert.Equal("merged", document.Labels["state"]);
        Assert.Equal(
            [
                "Paragraph: type: Pull request\nstate: merged\nauthor: ghost\nbranch: basket\ninto: main",
                "H2: Dismissed review by dan, 2026-11-19",
                "Paragraph: No.",
                "H2: Changes requested by ben, 2026-11-20",
                "Paragraph: Please **test** it.",
                "H2: Approved by cleo, 2026-11-21",
            ],
            Reading.Lines(document));
    }

    [Fact]
    public void ReadCommit_GivesReasonAndFiles()
    {
        var document = CommitText.Read(
            Payload.Of("""
                {"sha": "0123456789abcdef", "author": null,
                 "commit": {"message": "Keep the basket\n\nIt was lost\non sign-in.\n\n- a\n- b\n", "author": {"name": "Ada", "email": "ada@example.com", "date": "2026-11-20T10:44:51Z"}},
                 "files": [{"filename": "src/Basket.cs", "status": "modified", "additions": 10, "deletions": 2, "patch": "@@"}, {"filename": "b.md", "previous_filename": "a.md", "status": "renamed", "additions": 0, "deletions": 0}]}
                """),
            new());

        Assert.Equal("Keep the basket", document.Title);
        Assert.Equal(
            [
                "Paragraph: Keep the basket",
                "Paragraph: author: Ada\ndate: 2026-11-20\ncommit: 01234567",
                "Paragraph: It was lost\non sign-in.",
                "List: - a\n- b",
                "List: Files:\n- `src/Basket.cs` (modified, +10 −2)\n- `b.md` (renamed, was `a.md`, +0 −0)",
            ],
            Reading.Lines(document));
    }

    [Fact]
    public void Read_NothingAtAll_GivesAFallback()
    {
        Assert.Equal("Issue", GitHubIssueText.Read(Payload.Of("null"), [], new()).Title);
        Assert.Equal("Pull request", PullRequestText.Read(Payload.Of("{}"), [], new()).Title);
        Assert.Equal("Commit", CommitText.Read(Payload.Of("""{"commit": null, "files": [null]}"""), new()).Title);
    }
}
