using AssistantStudio.Core.Data;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Shared;
using AssistantStudio.Tests.Support;
using AssistantStudio.Web.Shell;
using Xunit;

namespace AssistantStudio.Tests.Core.Organizations;

public sealed class SavedViewTests
{
    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task View_BelongsToOnePersonOneListAndOneOrganization(DatabaseProvider provider)
    {
        await using var studio = await TestStudio.CreateAsync(provider);
        var (me, other) = (await AUserAsync(studio, "me"), await AUserAsync(studio, "other"));
        await using var mine = studio.As(studio.GrantOf(Role.Viewer, userId: me));
        await using var theirs = studio.As(studio.GrantOf(Role.Viewer, userId: other));
        await using var elsewhere = studio.As(studio.GrantOf(Role.Viewer, studio.Theirs, me));
        var views = mine.Get<SavedViewService>();

        await views.SaveAsync("assistants", " Drafts of mine ", "status=draft", CancellationToken.None);
        var changed = await views.SaveAsync("assistants", "drafts of MINE", "status=draft&tag=eu", CancellationToken.None);

        Assert.Equal([new SavedViewRow(changed.Id, "Drafts of mine", "status=draft&tag=eu")], await views.ListAsync("assistants", CancellationToken.None));
        Assert.Empty(await views.ListAsync("prompts", CancellationToken.None));
        Assert.Empty(await elsewhere.Get<SavedViewService>().ListAsync("assistants", CancellationToken.None));
        Assert.Empty(await theirs.Get<SavedViewService>().ListAsync("assistants", CancellationToken.None));
        await Assert.ThrowsAsync<NotFoundException>(() => theirs.Get<SavedViewService>().DeleteAsync(changed.Id, CancellationToken.None));
        await views.DeleteAsync(changed.Id, CancellationToken.None);
        Assert.Empty(await views.ListAsync("assistants", CancellationToken.None));
    }

    [Fact]
    public async Task View_TooManyTooLongOrNameless_IsRefused()
    {
        await using var studio = await TestStudio.CreateAsync();
        await using var mine = studio.As(studio.GrantOf(Role.Viewer, userId: await AUserAsync(studio, "me")));
        var views = mine.Get<SavedViewService>();
        for (var i = 0; i < SavedViewService.MaxViews; i++)
        {
            await views.SaveAsync("assistants", $"View {i}", "", CancellationToken.None);
        }

        foreach (var (name, query) in new[] { ("One more", ""), (" ", ""), (new string('n', 61), ""), ("View 1", new string('q', 1_001)) })
        {
            await Assert.ThrowsAsync<ValidationException>(() => views.SaveAsync("assistants", name, query, CancellationToken.None));
        }
    }

    [Theory]
    [InlineData("https://studio.example/assistants", "")]
    [InlineData("https://studio.example/assistants?page=3&tag=a%26b&status=draft#x", "status=draft&tag=a%26b")]
    [InlineData("https://studio.example/assistants?tag=&q= ", "")]
    public void ViewQuery_OfAnAddress_IsOneSpellingWithoutThePage(string address, string query) => Assert.Equal(query, ViewQuery.Of(address));

    private static async Task<Guid> AUserAsync(TestStudio studio, string name)
    {
        await using var context = await studio.OpenAsync();
        var user = new StudioUser { UserName = $"{name}@example.org", Email = $"{name}@example.org", Name = name };
        context.Add(user);
        await context.SaveChangesAsync(TestContext.Current.CancellationToken);
        return user.Id;
    }
}
