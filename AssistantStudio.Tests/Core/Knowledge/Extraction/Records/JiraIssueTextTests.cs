using AssistantStudio.Core.Knowledge;
using Xunit;

namespace AssistantStudio.Tests.Core.Knowledge.Extraction.Records;

public sealed class JiraIssueTextTests
{
    [Fact]
    public void Read_Version3_GivesTextFieldsAndLastComments()
    {
        var document = JiraIssueText.Read(
            Payload.Of("""
                {"id": "10001", "key": "SHOP-7",
                 "names": {"customfield_10010": "Customer impact", "customfield_10011": "Rank", "customfield_10012": "Story Points", "customfield_10013": "Sprint", "customfield_10014": "Development", "customfield_10015": "Region", "customfield_10016": "Notes", "customfield_10017": "Account id"},
                 "fields": {
                   "summary": "Basket loses its items", "issuetype": {"name": "Bug", "subtask": false}, "priority": {"name": "High"}, "status": {"name": "In Progress"}, "resolution": null,
                   "labels": ["basket", "web"], "components": [{"id": "1", "name": "Billing"}, {"name": "Shop"}], "fixVersions": [],
                   "parent": {"key": "SHOP-1", "fields": {"summary": "Better basket"}},
                   "description": {"type": "doc", "version": 1, "content": [{"type": "heading", "attrs": {"level": 1}, "content": [{"type": "text", "text": "Seen"}]}, {"type": "paragraph", "content": [{"type": "text", "text": "Twice."}]}]},
                   "environment": null,
                   "customfield_10010": {"self": "https://x", "value": "Severe", "id": "10100"}, "customfield_10011": "0|i0007z:", "customfield_10012": 5.0,
                   "customfield_10013": [{"id": 3, "name": "Sprint 12", "state": "active"}], "customfield_10014": "{pullrequest={cachedValue={}}}",
                   "customfield_10015": {"value": "Europe", "child": {"value": "North"}}, "customfield_10016": {"type": "doc", "content": [{"type": "paragraph", "content": [{"type": "text", "text": "Call first."}]}]},
                   "customfield_10017": "557058f58131cd8a5b3c1234", "customfield_10018": null, "customfield_10019": [], "customfield_10020": 0.0,
                   "comment": {"comments": [
                     {"author": {"displayName": "Old"}, "created": "2026-11-01T08:00:00.000+0100", "body": {"type": "doc", "content": []}},
                     {"author": {"displayName": "Cleo"}, "created": "2026-11-22T23:30:51.887-0800", "body": {"type": "doc", "content": [{"type": "paragraph", "content": [{"type": "text", "text": "Fixed."}]}]}},
                     {"author": null, "created": "2026-11-20T10:44:51.887+0100", "body": {"type": "doc", "content": [{"type": "paragraph", "content": [{"type": "text", "text": "Me too."}]}]}},
                     {"author": {"displayName": "Ben"}, "created": "2026-11-21T10:44:51.887+0100", "body": null}], "total": 4}
                 }}
                """),
            new());

        const string Facts = "type: Bug\npriority: High\nstatus: In Progress\nlabels: basket, web\ncomponents: Billing, Shop\nparent: Better basket";
        Assert.Equal("SHOP-7 Basket loses its items", document.Title);
        Assert.Equal(Facts, string.Join('\n', document.Labels.Select(l => $"{l.Key}: {l.Value}")));
        Assert.Equal(
            [
                "Paragraph: " + Facts,
                "H3: Seen",
                "Paragraph: Twice.",
                "Paragraph: Customer impact: Severe\nStory Points: 5.0\nSprint: Sprint 12\nRegion: Europe – North\nNotes: Call first.",
                "H2: Comment by somebody, 2026-11-20",
                "Paragraph: Me too.",
                "H2: Comment by Ben, 2026-11-21",
                "H2: Comment by Cleo, 2026-11-22",
                "Paragraph: Fixed.",
            ],
            Reading.Lines(document));
    }

    [Fact]
    public void Read_Version2_ReadsWikiMarkup()
    {
        var document = JiraIssueText.Read(
            Payload.Of("""{"key": "A-1", "fields": {"summary": "Old", "description": "h1. Why\n{code}\nx\n{code}", "customfield_1": "No name for it", "customfield_2": "12"}}"""),
            new(),
            Payload.Of("""{"comments": [{"author": {"displayName": "Ada"}, "created": "2026-11-20T10:44:51.887+0100", "body": "*Yes*"}], "total": 1}"""));

        Assert.Equal(["H3: Why", "Code: ```\nx\n```", "Paragraph: Field: No name for it", "H2: Comment by Ada, 2026-11-20", "Paragraph: Yes"], Reading.Lines(document));
    }

    [Theory]
    [InlineData("{}", "Issue")]
    [InlineData("""{"key": "A-2", "fields": null}""", "A-2")]
    [InlineData("""{"key": "A-3", "fields": {"summary": null, "description": null, "labels": null, "components": [null], "comment": null, "issuetype": "Bug"}}""", "A-3")]
    public void Read_EmptyIssues_HaveATitle(string json, string title)
    {
        var document = JiraIssueText.Read(Payload.Of(json), new());

        Assert.Equal(title, document.Title);
        Assert.Empty(document.Blocks);
    }
}
