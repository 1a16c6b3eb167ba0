using AssistantStudio.Core.Data;
using AssistantStudio.Core.Knowledge;
using AssistantStudio.Core.Shared;
using AssistantStudio.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace AssistantStudio.Tests.Core.Knowledge.Ingestion;

public sealed class FolderIngestionTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Folder_ReadTwiceWithChanges_BringsInOnlyWhatChangedAndLeavesOutWhatIsGone(DatabaseProvider provider)
    {
        await using var studio = await TestStudio.CreateAsync(provider);
        await using var editor = studio.As(Role.OrgAdmin);
        Write(studio, "returns.md", "# Returns\n\nSend it back within thirty days.\n\n## Postage\n\nWe pay the postage of what came broken.");
        Write(studio, "claims.md", "# Claims\n\nA claim needs a photo.");
        Write(studio, "old.md", "# Old\n\nNobody needs this any more.");
        var source = await FolderAsync(editor);
        await editor.IngestAsync(source.Id);
        var first = await editor.Get<SourceService>().GetAsync(source.Id, Cancel);

        Write(studio, "returns.md", "# Returns\n\nSend it back within thirty days.\n\n## Postage\n\nThe customer pays the postage from now on.");
        File.Delete(PathOf(studio, "old.md"));
        Write(studio, "refunds.md", "# Refunds\n\nTwo weeks.");
        await editor.IngestAsync(source.Id);
        var second = await editor.Get<SourceService>().GetAsync(source.Id, Cancel);

        Assert.Equal((1, 3, 4, 4, 0), (first.Revision, first.Documents, first.LastRun!.Chunks, first.LastRun.Embedded, first.LastRun.Failed));
        Assert.Equal((2, 3, IngestionState.Succeeded), (second.Revision, second.Documents, second.LastRun!.State));
        Assert.Equal((1, 1, 1, 1), (second.LastRun.Added, second.LastRun.Changed, second.LastRun.Unchanged, second.LastRun.Removed));

        // Of the changed document one section is as it was: its vector is used again.
        Assert.Equal((3, 2, 1), (second.LastRun.Chunks, second.LastRun.Embedded, second.LastRun.Reused));
        var titles = (await editor.Get<DocumentService>().ListAsync(new() { SourceId = source.Id, Sort = "title" }, Cancel)).Items.Select(d => d.Title);
        Assert.Equal(["Claims", "Refunds", "Returns"], titles);
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Folder_NothingChanged_MakesNoRevision(DatabaseProvider provider)
    {
        await using var studio = await TestStudio.CreateAsync(provider);
        await using var editor = studio.As(Role.OrgAdmin);
        Write(studio, "a.md", "# A\n\nOne.");
        var source = await FolderAsync(editor);
        await editor.IngestAsync(source.Id);

        // Touched and the same: it is read, and recognised by its content.
        File.SetLastWriteTimeUtc(PathOf(studio, "a.md"), studio.Clock.Now.AddYears(1));
        await editor.IngestAsync(source.Id);
        var row = await editor.Get<SourceService>().GetAsync(source.Id, Cancel);

        Assert.Equal((1, 1, 0, 0), (row.Revision, row.LastRun!.Unchanged, row.LastRun.Chunks, row.LastRun.Embedded));
    }

    [Fact]
    public async Task Folder_FilesThatCannotBeRead_AreNamedAndHideNothing()
    {
        await using var studio = await TestStudio.CreateAsync();
        await using var editor = studio.As(Role.OrgAdmin);
        Write(studio, "good.md", "# Good\n\nText.");
        Write(studio, "empty.md", "");
        await File.WriteAllBytesAsync(PathOf(studio, "picture.md"), [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0], Cancel);
        var source = await FolderAsync(editor);
        await editor.IngestAsync(source.Id);
        var row = await editor.Get<SourceService>().GetAsync(source.Id, Cancel);
        var failures = await editor.Get<SourceService>().FailuresAsync(row.LastRun!.Id, new(), Cancel);

        Assert.Equal((IngestionState.WithFailures, 1, 2), (row.LastRun.State, row.Documents, row.LastRun.Failed));
        Assert.Equal(["empty.md", "picture.md"], failures.Items.Select(f => f.ExternalId));
        Assert.All(failures.Items, f => Assert.EndsWith(".", f.Reason));
    }

    [Fact]
    public async Task Folder_FileThatCannotBeReadAnyMore_KeepsWhatWasKnown()
    {
        await using var studio = await TestStudio.CreateAsync();
        await using var editor = studio.As(Role.OrgAdmin);
        Write(studio, "a.md", "# A\n\nPostage is free.");
        var source = await FolderAsync(editor);
        await editor.IngestAsync(source.Id);
        await File.WriteAllBytesAsync(PathOf(studio, "a.md"), [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0], Cancel);
        await editor.IngestAsync(source.Id);

        var found = await editor.Get<RetrievalService>().SearchAsync(new() { Query = "postage" }, Cancel);
        Assert.Equal("a.md", Assert.Single(found.Items).DocumentExternalId);
    }

    [Fact]
    public async Task Folder_LinksOutOfIt_AreNotFollowed()
    {
        await using var studio = await TestStudio.CreateAsync();
        await using var editor = studio.As(Role.OrgAdmin);
        var outside = Directory.CreateDirectory(Path.Combine(studio.Folder.Path, "outside")).FullName;
        await File.WriteAllTextAsync(Path.Combine(outside, "secret.md"), "# Secret", Cancel);
        Write(studio, "inside.md", "# Inside\n\nText.");
        Directory.CreateSymbolicLink(PathOf(studio, "link"), outside);
        File.CreateSymbolicLink(PathOf(studio, "file.md"), Path.Combine(outside, "secret.md"));
        var source = await FolderAsync(editor);
        await editor.IngestAsync(source.Id);
        var linked = await editor.Get<SourceService>().CreateAsync(new() { Name = "Linked", Kind = SourceKind.Folder, Settings = new() { Folder = KnowledgeFolders.Drop, Path = "link" } }, Cancel);
        await editor.IngestAsync(linked.Id);

        Assert.Equal(["inside.md"], (await editor.Get<DocumentService>().ListAsync(new(), Cancel)).Items.Select(d => d.ExternalId));
        Assert.Equal(IngestionState.Failed, (await editor.Get<SourceService>().GetAsync(linked.Id, Cancel)).LastRun!.State);
    }

    [Theory]
    [InlineData("..")]
    [InlineData("a/../../b")]
    [InlineData("./x")]
    public async Task Folder_PathThatLeadsOut_IsRefused(string path)
    {
        await using var studio = await TestStudio.CreateAsync();
        await using var editor = studio.As(Role.Editor);

        var refused = await Assert.ThrowsAsync<ValidationException>(() =>
            editor.Get<SourceService>().CreateAsync(new() { Name = "Out", Kind = SourceKind.Folder, Settings = new() { Folder = KnowledgeFolders.Drop, Path = path } }, Cancel));

        Assert.Equal(["settings.path"], refused.Errors.Keys);
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Run_StoppedInTheMiddle_GoesOnWithoutDuplicatesOrGaps(DatabaseProvider provider)
    {
        await using var studio = await TestStudio.CreateAsync(provider);
        await using var editor = studio.As(Role.OrgAdmin);
        for (var i = 0; i < 300; i++)
        {
            Write(studio, $"{i:000}.md", $"# Number {i}\n\nThis is text number {i}.");
        }

        var source = await FolderAsync(editor);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        using var listening = studio.Get<ChangeFeed>().Subscribe(studio.Ours.Id, SourceService.Topic, _ =>
        {
            if (Written(studio) > 0)
            {
                stop.Cancel();
            }
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => editor.IngestAsync(source.Id, stop.Token));
        var half = Written(studio);
        Assert.InRange(half, 1, 299);
        Assert.Equal(0, (await editor.Get<SourceService>().GetAsync(source.Id, Cancel)).Revision);

        await editor.IngestAsync(source.Id);
        var row = await editor.Get<SourceService>().GetAsync(source.Id, Cancel);

        Assert.Equal((1, 300, 300, IngestionState.Succeeded), (row.Revision, row.Documents, Written(studio), row.LastRun!.State));
        Assert.Equal((300, 300 - half), (row.LastRun.Added, 300 - row.LastRun.Unchanged));
        Assert.Equal(1, (await editor.Get<SourceService>().RunsAsync(new() { SourceId = source.Id }, Cancel)).Total);
    }

    private static int Written(TestStudio studio)
    {
        using var db = studio.OpenAsync().GetAwaiter().GetResult();
        return db.Set<KnowledgeDocument>().Count();
    }

    private static Task<SourceRow> FolderAsync(TestScope scope) =>
        scope.Get<SourceService>().CreateAsync(new() { Name = "Handbook", Kind = SourceKind.Folder, Settings = new() { Folder = KnowledgeFolders.Drop } }, Cancel);

    private static string PathOf(TestStudio studio, string name) => Path.Combine(studio.Folder.Knowledge, name);

    private static void Write(TestStudio studio, string name, string text) => File.WriteAllText(PathOf(studio, name), text);
}
