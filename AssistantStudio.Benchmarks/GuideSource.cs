using AssistantStudio.Core.Knowledge;

namespace AssistantStudio.Benchmarks;

/// <summary>The product's own guide as a source of knowledge.</summary>
internal static class GuideSource
{
    public static async Task<Guid> BringInAsync(FilledStudio studio)
    {
        GuideQuestions.WriteGuide(studio.Folder.Knowledge);
        var source = await studio.Get<SourceService>().CreateAsync(new() { Name = "Guide", Kind = SourceKind.Folder, Settings = new() { Folder = KnowledgeFolders.Drop } }, CancellationToken.None);
        await studio.RunJobAsync<IngestionJob>(new IngestionParameters { Sources = [new(source.Id, DateTime.MaxValue)] });
        return source.Id;
    }
}
