using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Shared;

namespace AssistantStudio.Core.Knowledge;

/// <summary>The product's own guide: the first source, and an answer to questions about the product itself.</summary>
internal sealed class KnowledgeSamples(SourceService sources, KnowledgeFolders folders) : ISamplePart
{
    internal const string Name = "AssistantStudio guide";

    public string Kind => "source";

    public async Task<IReadOnlyList<Guid>> AddAsync(CancellationToken ct)
    {
        if (folders.Find(KnowledgeFolders.Guide) is null || (await sources.ListAsync(ct).ConfigureAwait(false)).Any(s => s.Name == Name))
        {
            return [];
        }

        var made = await sources.CreateAsync(
            new()
            {
                Name = Name,
                Kind = SourceKind.Folder,
                Settings = new() { Folder = KnowledgeFolders.Guide, Include = ["*.md"] },
                Licence = "Part of AssistantStudio, under its licence.",
                EveryHours = KnowledgeLimits.UsualInterval,
            },
            ct).ConfigureAwait(false);
        return [made.Id];
    }

    public async Task RemoveAsync(Guid rowId, CancellationToken ct)
    {
        try
        {
            await sources.DeleteAsync(rowId, null, ct).ConfigureAwait(false);
        }
        catch (NotFoundException)
        {
            // Deleted by hand in the meantime.
        }
    }
}
