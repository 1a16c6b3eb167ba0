using System.Text;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Knowledge;
using AssistantStudio.Core.Shared;
using AssistantStudio.Tests.Support;
using Xunit;

namespace AssistantStudio.Tests.Core.Knowledge.Ingestion;

public sealed class OriginalTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Records_AddedAndReplaced_AreReadByTheJobThatStartsByItself(DatabaseProvider provider)
    {
        await using var studio = await TestStudio.CreateAsync(provider);
        await using var editor = studio.As(Role.OrgAdmin);
        var source = await editor.Get<SourceService>().CreateAsync(new() { Name = "Tickets", Kind = SourceKind.Records }, Cancel);
        var records = editor.Get<OriginalService>();
        await records.AddRecordsAsync(source.Id, [new() { Id = "T-1", Title = "Postage", Text = "We pay.", Metadata = new Dictionary<string, string> { ["team"] = "returns" } }, new() { Id = "T-2", Title = "Claims", Text = "Send a photo." }], Cancel);
        await studio.WorkOffJobsAsync();
        var again = await records.AddRecordsAsync(source.Id, [new() { Id = "T-1", Title = "Postage", Text = "They pay." }, new() { Id = "T-2", Title = "Claims", Text = "Send a photo." }], Cancel);
        await studio.WorkOffJobsAsync();

        Assert.Equal([(false, true), (false, false)], again.Select(t => (t.IsNew, t.IsChanged)));
        var row = await editor.Get<SourceService>().GetAsync(source.Id, Cancel);
        Assert.Equal((2, 2, 1, 1, false), (row.Revision, row.Documents, row.LastRun!.Changed, row.LastRun.Unchanged, row.IsWaiting));
        var found = await editor.Get<RetrievalService>().SearchAsync(new() { Query = "who pays postage" }, Cancel);
        Assert.Contains("They pay.", found.Items[0].Text);
    }

    [Fact]
    public async Task Upload_DeletedAgain_IsLeftOutByTheNextRevision()
    {
        await using var studio = await TestStudio.CreateAsync();
        await using var editor = studio.As(Role.OrgAdmin);
        var source = await editor.Get<SourceService>().CreateAsync(new() { Name = "Files", Kind = SourceKind.Upload }, Cancel);
        await UploadAsync(editor, source.Id, "C:\\folder\\postage.md", "# Postage\n\nFree.");
        await studio.WorkOffJobsAsync();
        var document = Assert.Single((await editor.Get<DocumentService>().ListAsync(new(), Cancel)).Items);

        await editor.Get<OriginalService>().DeleteAsync(document.Id, Cancel);
        await studio.WorkOffJobsAsync();

        Assert.Equal("postage.md", document.ExternalId);
        Assert.Empty((await editor.Get<DocumentService>().ListAsync(new(), Cancel)).Items);
        Assert.Empty((await editor.Get<RetrievalService>().SearchAsync(new() { Query = "postage" }, Cancel)).Items);

        // What was cited is still opened as it was.
        Assert.Equal(2, (await editor.Get<DocumentService>().GetAsync(document.Id, Cancel)).UntilRevision);
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Upload_ThatCannotBeRead_IsToldToThoseWhoMaySeeItAndCanBeRemoved(DatabaseProvider provider)
    {
        await using var studio = await TestStudio.CreateAsync(provider);
        await using var editor = studio.As(Role.OrgAdmin);
        await using var viewer = studio.As(Role.Viewer);
        var source = await editor.Get<SourceService>().CreateAsync(new() { Name = "Files", Kind = SourceKind.Upload, Audience = SourceAudience.Editors }, Cancel);
        await UploadAsync(editor, source.Id, "broken.pdf", "PK\u0003\u0004 and nothing more");
        await studio.WorkOffJobsAsync();
        var run = (await editor.Get<SourceService>().GetAsync(source.Id, Cancel)).LastRun!;

        Assert.Equal("broken.pdf", (await editor.Get<SourceService>().FailuresAsync(run.Id, new(), Cancel)).Items.Single().ExternalId);
        await Assert.ThrowsAsync<NotFoundException>(() => viewer.Get<SourceService>().FailuresAsync(run.Id, new(), Cancel));
        await Assert.ThrowsAsync<ForbiddenException>(() => viewer.Get<OriginalService>().DeleteUnreadAsync(source.Id, "broken.pdf", Cancel));
        await Assert.ThrowsAsync<NotFoundException>(() => editor.Get<OriginalService>().DeleteUnreadAsync(source.Id, "other.pdf", Cancel));

        await editor.Get<OriginalService>().DeleteUnreadAsync(source.Id, "broken.pdf", Cancel);
        await studio.WorkOffJobsAsync();

        Assert.Equal((IngestionState.Succeeded, 0), ((await editor.Get<SourceService>().GetAsync(source.Id, Cancel)).LastRun!.State, (await editor.Get<SourceService>().GetAsync(source.Id, Cancel)).LastRun!.Failed));
    }

    [Fact]
    public async Task Upload_EmptyOrTooLargeOrToAnotherKindOfSource_IsRefusedInASentence()
    {
        await using var studio = await TestStudio.CreateAsync();
        await using var editor = studio.As(Role.Editor);
        var files = await editor.Get<SourceService>().CreateAsync(new() { Name = "Files", Kind = SourceKind.Upload }, Cancel);
        var records = await editor.Get<SourceService>().CreateAsync(new() { Name = "Records", Kind = SourceKind.Records }, Cancel);

        await Assert.ThrowsAsync<ValidationException>(() => UploadAsync(editor, files.Id, "a.md", ""));
        await Assert.ThrowsAsync<ConflictException>(() => UploadAsync(editor, records.Id, "a.md", "text"));
        var endless = await Assert.ThrowsAsync<LimitExceededException>(() => editor.Get<OriginalService>().UploadAsync(files.Id, new("a.md", null, new EndlessStream()), Cancel));
        Assert.Equal("The file is too large. Files of up to 50 MB can be read.", endless.Message);
    }

    [Fact]
    public async Task Open_SourceThatWasDeletedMeanwhile_BeginsNoRun()
    {
        await using var studio = await TestStudio.CreateAsync();
        await using var editor = studio.As(Role.Editor);
        var source = await editor.Get<SourceService>().CreateAsync(new() { Name = "Gone", Kind = SourceKind.Records }, Cancel);
        await editor.Get<SourceService>().DeleteAsync(source.Id, null, Cancel);

        Assert.Null(await editor.Get<IngestionBook>().OpenAsync(source.Id, _ => false, Guid.NewGuid(), Cancel));
    }

    [Fact]
    public async Task Ingest_AskedForWhileAnotherIsLookedThrough_DoesNotLookThroughTheOtherAgain()
    {
        await using var studio = await TestStudio.CreateAsync();
        await using var editor = studio.As(Role.Editor);
        var sources = editor.Get<SourceService>();
        var one = await sources.CreateAsync(new() { Name = "One", Kind = SourceKind.Folder, Settings = new() { Folder = KnowledgeFolders.Drop } }, Cancel);
        studio.Clock.Advance(TimeSpan.FromSeconds(1));
        await studio.WorkOffJobsAsync();
        studio.Clock.Advance(TimeSpan.FromSeconds(1));
        var two = await sources.CreateAsync(new() { Name = "Two", Kind = SourceKind.Folder, Settings = new() { Folder = KnowledgeFolders.Drop } }, Cancel);
        var again = new IngestionParameters { Sources = [new(one.Id, one.CreatedAt), new(two.Id, two.CreatedAt)] };

        await editor.IngestAsync(again, Cancel);

        Assert.Equal(1, (await sources.RunsAsync(new() { SourceId = one.Id }, Cancel)).Total);
        Assert.Equal(1, (await sources.RunsAsync(new() { SourceId = two.Id }, Cancel)).Total);
    }

    [Fact]
    public async Task Source_OfAnotherOrganization_IsNotThere()
    {
        await using var studio = await TestStudio.CreateAsync();
        await using var editor = studio.As(Role.OrgAdmin);
        await using var stranger = studio.As(Role.OrgAdmin, studio.Theirs);
        var source = await editor.Get<SourceService>().CreateAsync(new() { Name = "Files", Kind = SourceKind.Upload }, Cancel);
        await UploadAsync(editor, source.Id, "postage.md", "# Postage\n\nFree.");
        await studio.WorkOffJobsAsync();

        await Assert.ThrowsAsync<NotFoundException>(() => stranger.Get<SourceService>().GetAsync(source.Id, Cancel));
        await Assert.ThrowsAsync<NotFoundException>(() => UploadAsync(stranger, source.Id, "a.md", "x"));
        Assert.Empty((await stranger.Get<RetrievalService>().SearchAsync(new() { Query = "postage" }, Cancel)).Items);
        await Assert.ThrowsAsync<ValidationException>(() => stranger.Get<RetrievalService>().SearchAsync(new() { Query = "postage", SourceIds = [source.Id] }, Cancel));
    }

    private static Task<TakenOriginal> UploadAsync(TestScope scope, Guid source, string name, string text) =>
        scope.Get<OriginalService>().UploadAsync(source, new(name, null, new MemoryStream(Encoding.UTF8.GetBytes(text))), Cancel);

    private sealed class EndlessStream : MemoryStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            buffer.Span.Fill((byte)'a');
            return ValueTask.FromResult(buffer.Length);
        }
    }
}
