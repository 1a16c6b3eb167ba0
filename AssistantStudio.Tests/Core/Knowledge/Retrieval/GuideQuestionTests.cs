using AssistantStudio.Core.Data;
using AssistantStudio.Core.Knowledge;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Shared;
using AssistantStudio.Tests.Support;
using Xunit;

namespace AssistantStudio.Tests.Core.Knowledge.Retrieval;

/// <summary>Twenty questions that people ask of the product, answered by its own guide as everybody gets it.</summary>
public sealed class GuideQuestionTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Guide_AskedTheQuestionsOfTheSample_FindsEachAndOpensItInItsDocument(DatabaseProvider provider)
    {
        await using var studio = await TestStudio.CreateAsync(provider);
        await using var editor = studio.As(Role.OrgAdmin);
        await editor.Get<IEnumerable<ISamplePart>>().OfType<KnowledgeSamples>().Single().AddAsync(Cancel);
        await studio.WorkOffJobsAsync();
        var missed = new List<string>();
        foreach (var (text, document, heading) in QuestionSamples.All)
        {
            var found = (await editor.Get<RetrievalService>().SearchAsync(new() { Query = text }, Cancel)).Items;
            if (found.FirstOrDefault(p => p.DocumentExternalId == document && p.Heading == heading) is not { } right)
            {
                missed.Add($"{text}: {string.Join(" | ", found.Select(p => p.Heading))}");
                continue;
            }

            var opened = await editor.Get<DocumentService>().GetAsync(right.DocumentId, Cancel);
            Assert.Equal(right.Text, opened.Text.Substring(right.Start, right.Length));
        }

        Assert.Empty(missed);
    }
}
