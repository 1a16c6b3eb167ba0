using AssistantStudio.Core.Knowledge;
using AssistantStudio.Tests.Support;

namespace AssistantStudio.Tests.Core.Knowledge;

internal static class KnowledgeTexts
{
    /// <summary>A source of records that was brought in.</summary>
    public static async Task<Guid> AddTextsAsync(this TestScope scope, TestStudio studio, string name, SourceAudience audience, params RecordInput[] records)
    {
        var source = await scope.Get<SourceService>().CreateAsync(new() { Name = name, Kind = SourceKind.Records, Audience = audience }, CancellationToken.None);
        await scope.Get<OriginalService>().AddRecordsAsync(source.Id, records, CancellationToken.None);
        await studio.WorkOffJobsAsync();
        return source.Id;
    }

    public static RecordInput Text(string id, string text, params (string Name, string Value)[] labels) =>
        new() { Id = id, Title = id, Text = text, Metadata = labels.ToDictionary(l => l.Name, l => l.Value) };
}
