using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Shared;
using AssistantStudio.Tests.Support;
using Xunit;

namespace AssistantStudio.Tests.Core.Assistants;

/// <summary>What the list tells beside the assistants' own rows: their prompts and their owners.</summary>
public sealed class AssistantListFactsTests
{
    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task List_LinkedPrompts_AreCountedAndTheEnabledPrimaryIsNamed(DatabaseProvider provider)
    {
        await using var studio = await TestStudio.CreateAsync(provider);
        await using var editor = studio.As(Role.Editor);
        var links = editor.Get<PromptLinkService>();
        var (full, off) = (await editor.AnAssistantAsync("Full"), await editor.AnAssistantAsync("Off"));
        await editor.AnAssistantAsync("None");
        var (refunds, sorry) = (await editor.APromptAsync("Refunds"), await editor.APromptAsync("Apology"));
        await links.AddAsync(full.Id, refunds.Id, new PromptLinkInput { Role = PromptRole.Primary }, CancellationToken.None);
        await links.AddAsync(full.Id, sorry.Id, new PromptLinkInput { Role = PromptRole.Fallback }, CancellationToken.None);
        await links.AddAsync(off.Id, refunds.Id, new PromptLinkInput { Role = PromptRole.Primary, Enabled = false }, CancellationToken.None);

        foreach (var query in new AssistantListQuery[] { new() { Sort = "name" }, new() { Sort = "name", Search = "f" }, new() { Search = "full" } })
        {
            var rows = (await editor.Get<AssistantService>().ListAsync(query, CancellationToken.None)).Items.ToDictionary(r => r.Name, r => r.Prompts);
            Assert.Equal(new LinkedPrompts(2, "Refunds"), rows["Full"]);
            Assert.Equal(query.Search is null ? new LinkedPrompts(1, null) : null, rows.GetValueOrDefault("Off"));
            Assert.Equal(query.Search is null ? new LinkedPrompts(0, null) : null, rows.GetValueOrDefault("None"));
        }
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Owners_AreThoseWhoOwnWhatTheCallerSees_FoundByNameAndNotByAddress(DatabaseProvider provider)
    {
        await using var studio = await TestStudio.CreateAsync(provider);
        var (zoe, adam) = (await AddMemberAsync(studio, studio.Ours, "Zoë Öztürk"), await AddMemberAsync(studio, studio.Ours, "Adam"));
        var (quiet, theirs) = (await AddMemberAsync(studio, studio.Ours, "Quiet"), await AddMemberAsync(studio, studio.Theirs, "Theirs"));
        await AddAsync(studio, studio.Ours, zoe, "One");
        await AddAsync(studio, studio.Ours, zoe, "Two");
        await AddAsync(studio, studio.Ours, adam, "Three");
        await AddAsync(studio, studio.Ours, quiet, "Hidden", AssistantVisibility.Private);
        await AddAsync(studio, studio.Theirs, theirs, "Elsewhere");
        await using var viewer = studio.As(studio.GrantOf(Role.Viewer, userId: Guid.NewGuid()));
        var assistants = viewer.Get<AssistantService>();

        Assert.Equal([new(adam, "Adam", 1), new(zoe, "Zoë Öztürk", 2)], await assistants.OwnersAsync(null, CancellationToken.None));
        Assert.Equal([zoe], (await assistants.OwnersAsync("ÖZT", CancellationToken.None)).Select(o => o.Id));
        Assert.Empty(await assistants.OwnersAsync("ours.example", CancellationToken.None));
        Assert.Equal(("Adam", null, null), (
            await assistants.OwnerNameAsync(adam, CancellationToken.None), await assistants.OwnerNameAsync(theirs, CancellationToken.None), await assistants.OwnerNameAsync(Guid.NewGuid(), CancellationToken.None)));
        Assert.Equal(["One", "Two"], (await assistants.ListAsync(new AssistantListQuery { OwnerId = zoe, Sort = "name" }, CancellationToken.None)).Items.Select(a => a.Name));
    }

    private static async Task<Guid> AddMemberAsync(TestStudio studio, Organization organization, string name)
    {
        await using var db = await studio.OpenAsync(organization);
        var user = new StudioUser { Name = name, UserName = Guid.NewGuid().ToString(), Email = $"{Guid.NewGuid():N}@ours.example" };
        db.AddRange(user, Membership.Of(user, organization.Id, Role.Editor, studio.Clock.Now));
        await db.SaveChangesAsync();
        return user.Id;
    }

    private static async Task AddAsync(TestStudio studio, Organization organization, Guid owner, string name, AssistantVisibility visibility = AssistantVisibility.Organization)
    {
        await using var scope = studio.As(studio.GrantOf(Role.Editor, organization, owner));
        await scope.Get<AssistantService>().CreateAsync(new AssistantInput { Name = name, Visibility = visibility }, null, CancellationToken.None);
    }
}
