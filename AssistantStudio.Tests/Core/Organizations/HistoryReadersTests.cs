using System.Collections.Frozen;
using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Prompts;
using AssistantStudio.Core.Shared;
using AssistantStudio.Tests.Core.Assistants;
using AssistantStudio.Tests.Support;
using Xunit;

namespace AssistantStudio.Tests.Core.Organizations;

/// <summary>The history of one thing belongs to whoever may change it; the whole log to those with its permission.</summary>
public sealed class HistoryReadersTests
{
    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Editor_ReadsTheHistoryOfWhatTheyMayChange_AndNotTheLog(DatabaseProvider provider)
    {
        await using var studio = await TestStudio.CreateAsync(provider);
        await using var editor = studio.As(Role.Editor);
        var (assistant, prompt) = (await editor.AnAssistantAsync(), await editor.APromptAsync());

        Assert.Equal("assistant.created", Assert.Single((await ListAsync(editor, assistant.Id)).Items).Entry.Action);
        Assert.Equal("prompt.created", Assert.Single((await ListAsync(editor, prompt.Id)).Items).Entry.Action);
        Assert.Equal("assistant.created", Assert.Single((await NewestAsync(editor, assistant.Id)).Lines).Entry.Action);
        await Assert.ThrowsAsync<ForbiddenException>(() => editor.Get<AuditService>().ListAsync(new AuditListQuery { SubjectId = assistant.Id.ToString() }, CancellationToken.None));
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Viewer_WhoMayOnlyLook_IsRefused(DatabaseProvider provider)
    {
        await using var studio = await TestStudio.CreateAsync(provider);
        await using var editor = studio.As(Role.Editor);
        var (assistant, prompt) = (await editor.AnAssistantAsync(), await editor.APromptAsync());
        await using var viewer = studio.As(Role.Viewer);

        await RefusedAsync(viewer, assistant.Id);
        await RefusedAsync(viewer, prompt.Id);
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task PrivateAssistantOfSomebodyElse_IsRefusedLikeOneThatIsNotThere(DatabaseProvider provider)
    {
        await using var studio = await TestStudio.CreateAsync(provider);
        await using var owner = studio.As(studio.GrantOf(Role.Editor, userId: Guid.NewGuid()));
        var hidden = (await owner.Get<AssistantService>().CreateAsync(new AssistantInput { Name = "Mine", Visibility = AssistantVisibility.Private }, null, CancellationToken.None)).Assistant;
        await using var colleague = studio.As(studio.GrantOf(Role.Editor, userId: Guid.NewGuid()));

        Assert.Single((await ListAsync(owner, hidden.Id)).Items);
        Assert.Equal(await RefusedAsync(colleague, Guid.NewGuid()), await RefusedAsync(colleague, hidden.Id));
    }

    [Fact]
    public async Task KeyForSomeAssistants_ReadsTheHistoryOfThoseOnly()
    {
        await using var studio = await TestStudio.CreateAsync();
        await using var editor = studio.As(Role.Editor);
        var (mine, other) = (await editor.AnAssistantAsync("Mine"), await editor.AnAssistantAsync("Other"));
        await using var key = studio.As(studio.GrantOf(Role.Editor) with { Assistants = new[] { mine.Id }.ToFrozenSet() });

        Assert.Single((await ListAsync(key, mine.Id)).Items);
        await RefusedAsync(key, other.Id);
    }

    [Fact]
    public async Task OtherThings_AreNotOpenedByTheRightToChangeAssistants()
    {
        await using var studio = await TestStudio.CreateAsync();
        await using var admin = studio.As(Role.OrgAdmin);
        var variable = await admin.Get<EnvironmentService>().CreateAsync(StudioEnvironment.Testing, "CRM", false, "before", CancellationToken.None);
        await using var editor = studio.As(Role.Editor);

        await RefusedAsync(editor, variable.Id);
        await Assert.ThrowsAsync<ForbiddenException>(() => editor.Get<AuditHistory>().ListAsync(new AuditHistoryQuery { SubjectId = "" }, CancellationToken.None));
    }

    [Fact]
    public async Task Address_FromWhichSomebodyCame_IsForReadersOfTheLog()
    {
        await using var studio = await TestStudio.CreateAsync();
        await using var maker = studio.As(studio.GrantOf(Role.Editor) with { RemoteAddress = "203.0.113.7" });
        var assistant = await maker.AnAssistantAsync();
        await using var editor = studio.As(Role.Editor);
        await using var admin = studio.As(Role.OrgAdmin);

        Assert.Null((await ListAsync(editor, assistant.Id)).Items[0].Entry.RemoteAddress);
        var line = (await ListAsync(admin, assistant.Id)).Items[0];
        Assert.Equal("203.0.113.7", line.Entry.RemoteAddress);
        Assert.Null((await editor.Get<AuditHistory>().EntriesAsync(line, new ListQuery(), CancellationToken.None)).Items[0].RemoteAddress);
    }

    private static Task<Page<AuditLine>> ListAsync(TestScope scope, Guid id) =>
        scope.Get<AuditHistory>().ListAsync(new AuditHistoryQuery { SubjectId = id.ToString() }, CancellationToken.None);

    private static Task<AuditGlance> NewestAsync(TestScope scope, Guid id) => scope.Get<AuditHistory>().NewestAsync(id.ToString(), [], 5, CancellationToken.None);

    /// <summary>By every way in; gives what is said.</summary>
    private static async Task<string> RefusedAsync(TestScope scope, Guid id)
    {
        var history = scope.Get<AuditHistory>();
        var row = new AuditRow(Guid.NewGuid(), DateTime.UnixEpoch, "", null, null, AccessSource.Browser, null, "assistant.created", id.ToString(), "", []);
        await Assert.ThrowsAsync<ForbiddenException>(() => NewestAsync(scope, id));
        await Assert.ThrowsAsync<ForbiddenException>(() => history.EntriesAsync(new AuditLine(row, 1, row.At), new ListQuery(), CancellationToken.None));
        return (await Assert.ThrowsAsync<ForbiddenException>(() => ListAsync(scope, id))).Message;
    }
}
