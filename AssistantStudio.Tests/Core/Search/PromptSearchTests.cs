using System.Text;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Prompts;
using AssistantStudio.Core.Search;
using AssistantStudio.Core.Shared;
using AssistantStudio.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace AssistantStudio.Tests.Core.Search;

/// <summary>Finding prompts by their words, on both databases.</summary>
public sealed class PromptSearchTests
{
    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task List_WordsOfEveryField_FindByTheirBeginnings(DatabaseProvider provider)
    {
        await using var studio = await TestStudio.CreateAsync(provider);
        await using var editor = studio.As(Role.Editor);
        var prompts = editor.Get<PromptService>();
        await AddAsync(prompts, "Refund policy", "We return «Zürich» money within thirty days.", ["billing", "europe"], "What customers may expect", "support");
        await AddAsync(prompts, "Unrelated", "Nothing of it.");

        foreach (var typed in new[]
        {
            "refund", "REF", "policy refund", "pol ref", "bill", "customers expect", "support", "thirty money", "zurich", "Zürich", "refund-pol", "  refund\t policy ",
            "re\u200Bfund", "refund thirty europe expect support",
        })
        {
            Assert.Equal((typed, "Refund policy"), (typed, string.Join(", ", await TitlesAsync(prompts, typed))));
        }

        Assert.Empty(await TitlesAsync(prompts, "refund nothing"));
        Assert.Equal(2, (await TitlesAsync(prompts, " ")).Length);
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task List_OneWrongLetter_FindsTheNameAndSaysSo(DatabaseProvider provider)
    {
        await using var studio = await TestStudio.CreateAsync(provider);
        await using var editor = studio.As(Role.Editor);
        var prompts = editor.Get<PromptService>();
        await AddAsync(prompts, "Refund policy", "Body.", ["Gewährleistung"]);

        foreach (var (typed, instead) in new[]
        {
            ("refumd", "refund"), ("refnd", "refund"), ("reffund", "refund"), ("refudn", "refund"), ("tefund", "refund"), ("efund", "refund"), ("erfund", "refund"),
            ("arefund", "refund"), ("Refumd, polixy", "refund, policy"), ("policy refnd", "policy refund"), ("gewahrleistunk", "gewahrleistung"),
        })
        {
            var page = await prompts.ListAsync(new PromptListQuery { Search = typed }, CancellationToken.None);
            Assert.Equal((typed, instead, "Refund policy"), (typed, page.SearchedFor, Assert.Single(page.Items).Title));
        }

        var right = await prompts.ListAsync(new PromptListQuery { Search = "refund" }, CancellationToken.None);
        Assert.Null(right.SearchedFor);
        Assert.Empty(await TitlesAsync(prompts, "rfnd"));
        Assert.Empty(await TitlesAsync(prompts, "refumd nowhere"));
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task List_AnyScript_IsFound(DatabaseProvider provider)
    {
        await using var studio = await TestStudio.CreateAsync(provider);
        await using var editor = studio.As(Role.Editor);
        var prompts = editor.Get<PromptService>();
        string[] titles = ["Политика возврата", "سياسة الاسترداد", "מדיניות החזרות", "关于退款政策的说明", "返金ポリシー", "นโยบายการคืนเงิน", "환불 정책", "धनवापसी नीति", "Party 🎉 planner"];
        foreach (var title in titles)
        {
            await AddAsync(prompts, title, "Body.");
        }

        foreach (var (typed, title) in new[]
        {
            ("возврат", 0), ("ПОЛИТИКА", 0), ("الاسترداد", 1), ("החזרות", 2), ("退款", 3), ("策", 3), ("明", 3), ("退款 说明", 3), ("款退", -1),
            ("ポリシー", 4), ("คืนเงิน", 5), ("환불", 6), ("정", 6), ("नीति", 7), ("🎉", 8), ("party🎉", 8), ("🎈", -1),
        })
        {
            Assert.Equal((typed, title < 0 ? "" : titles[title]), (typed, string.Join(", ", await TitlesAsync(prompts, typed))));
        }
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task List_OperatorsAndQuotes_AreData(DatabaseProvider provider)
    {
        await using var studio = await TestStudio.CreateAsync(provider);
        await using var editor = studio.As(Role.Editor);
        var prompts = editor.Get<PromptService>();
        await AddAsync(prompts, "Title of or and not near", "it's \"quoted\" 'twice' <b>bold</b> Scope:x {a b} null");
        await AddAsync(prompts, "Another", "text");

        foreach (var typed in new[]
        {
            "\"quoted", "it's 'twice'", "OR", "AND NOT", "title OR", "NEAR(title, 2)", "Title:of", "{a b}:x", "<b>bold", "title*", "^title", "title + of", "-title", "(title", "title)",
            "title | of", "title & of", "title <-> of", "!title", "title:*", "'title'", "title\\", "scope", "{0}", "null", "Title' OR '1'='1 null",
        })
        {
            var found = await TitlesAsync(prompts, typed);
            Assert.True(found is [] or ["Title of or and not near"], $"{typed}: {string.Join(", ", found)}");
        }

        Assert.Single(await TitlesAsync(prompts, "\"quoted\" scope:x"));
        foreach (var nothing in new[] { "***", "\"", "'", "--", "\0", "\ud83d", "\u200B", "%", "_" })
        {
            Assert.Empty(await TitlesAsync(prompts, nothing));
        }

        // The index holds tokens beside the words; they are not to be found.
        Assert.Empty(await TitlesAsync(prompts, "prompt"));
        Assert.Empty(await TitlesAsync(prompts, "prompt" + studio.Ours.Id.ToString("N")));
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Save_HundredThousandCharactersOfAnything_IsIndexed(DatabaseProvider provider)
    {
        await using var studio = await TestStudio.CreateAsync(provider);
        await using var editor = studio.As(Role.Editor);
        var prompts = editor.Get<PromptService>();
        var random = new Random(7);
        var texts = new Dictionary<string, Func<int, string>>
        {
            ["letters"] = _ => ((char)random.Next('a', 'z' + 1)).ToString(),
            ["words"] = i => i % 6 == 5 ? " " : ((char)random.Next('a', 'z' + 1)).ToString(),
            ["chinese"] = _ => ((char)random.Next(0x4E00, 0x9FFF)).ToString(),
            ["arabic"] = i => i % 4 == 3 ? " " : ((char)random.Next(0x0621, 0x064A)).ToString(),
            ["emoji"] = i => i % 2 == 0 ? char.ConvertFromUtf32(random.Next(0x1F300, 0x1F640)) : "",
            ["anything"] = i => i % 2 == 0 && Rune.TryCreate(random.Next(1, 0x10FFFF), out var any) ? any.ToString() : "",
        };
        foreach (var (name, next) in texts)
        {
            await AddAsync(prompts, name, "first " + string.Concat(Enumerable.Range(0, 99_000).Select(next)) + " last");
        }

        Assert.Equal(["anything", "arabic", "chinese", "emoji", "letters", "words"], (await TitlesAsync(prompts, "first")).Order());
        Assert.Equal("words", Assert.Single(await TitlesAsync(prompts, "words first last")));
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task List_AnotherOrganizationsWords_AreNeitherFoundNorSuggested(DatabaseProvider provider)
    {
        await using var studio = await TestStudio.CreateAsync(provider);
        await using var ours = studio.As(Role.Editor);
        await using var theirs = studio.As(Role.Editor, studio.Theirs);
        await AddAsync(theirs.Get<PromptService>(), "Secret merger", "Confidential body.", ["hidden"]);
        await AddAsync(ours.Get<PromptService>(), "Lunch menu", "Soup.");

        foreach (var typed in new[] { "secret", "confidential", "hidden", "secrat", "merge" })
        {
            var page = await ours.Get<PromptService>().ListAsync(new PromptListQuery { Search = typed }, CancellationToken.None);
            Assert.Equal((typed, 0, 0, null), (typed, page.Total, page.Items.Count, page.SearchedFor));
        }

        Assert.Single(await TitlesAsync(theirs.Get<PromptService>(), "secrat"));
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Change_AndDelete_AreFollowedByTheIndex(DatabaseProvider provider)
    {
        await using var studio = await TestStudio.CreateAsync(provider);
        await using var editor = studio.As(Role.Editor);
        var prompts = editor.Get<PromptService>();
        var id = await AddAsync(prompts, "Refund policy", "Old wording.", ["billing"], category: "support");

        await prompts.ChangeAsync(id, new PromptInput { Title = "Guarantee", Tags = ["legal"], Category = "law" }, CancellationToken.None);
        await editor.Get<PromptVersionService>().AddAsync(id, new PromptContent { Content = "Fresh text." }, CancellationToken.None);

        foreach (var (typed, hits) in new[] { ("refund title", 0), ("billing", 0), ("wording", 0), ("guarantee", 1), ("legal fresh", 1), ("text", 1) })
        {
            Assert.Equal((typed, hits), (typed, (await TitlesAsync(prompts, typed)).Length));
        }

        Assert.Single((await prompts.ListAsync(new PromptListQuery { Search = "fresh", Tag = "legal", Category = "law" }, CancellationToken.None)).Items);
        Assert.Empty((await prompts.ListAsync(new PromptListQuery { Search = "fresh", Tag = "billing" }, CancellationToken.None)).Items);

        await prompts.DeleteAsync(id, null, CancellationToken.None);

        Assert.Empty(await TitlesAsync(prompts, "guarantee"));
        var gone = await prompts.ListAsync(new PromptListQuery { Search = "guarantes" }, CancellationToken.None);
        Assert.Equal((0, null), (gone.Total, gone.SearchedFor));
        await using var db = await studio.OpenAsync();
        Assert.Empty(await db.Set<SearchEntry>().ToListAsync());
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Index_SaveThatFails_LeavesNoEntry(DatabaseProvider provider)
    {
        await using var studio = await TestStudio.CreateAsync(provider);
        await using var editor = studio.As(Role.Editor);
        var prompts = editor.Get<PromptService>();
        await using (var db = await studio.OpenAsync())
        {
            await using var transaction = await db.Database.BeginTransactionAsync();
            await db.IndexForSearchAsync(SearchKind.Prompt, Guid.NewGuid(), studio.Ours.Id, new SearchTexts { Title = "Halfway", Body = "text" }, CancellationToken.None);
            await db.SaveChangesAsync();
            await transaction.RollbackAsync();
        }

        await using var check = await studio.OpenAsync();
        Assert.Empty(await check.Set<SearchEntry>().ToListAsync());
        var search = await check.SearchForAsync(SearchKind.Prompt, "halfway", [], CancellationToken.None);
        Assert.Empty(await check.Matches(search!).ToListAsync());
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Restore_OfABackup_FindsOldAndNewPrompts(DatabaseProvider provider)
    {
        await using var studio = await TestStudio.CreateAsync(provider);
        await using var empty = await TestStudio.CreateAsync(provider, migrated: false);
        await using (var editor = studio.As(Role.Editor))
        {
            await AddAsync(editor.Get<PromptService>(), "Before the backup", "old words");
        }

        var file = Path.Combine(TestFolder.New(), "studio.zip");
        await studio.Get<BackupService>().CreateAsync(file, CancellationToken.None);
        await empty.Get<RestoreService>().RestoreAsync(file, force: false, CancellationToken.None);
        await empty.Get<DatabaseUpgrade>().RunAsync(CancellationToken.None);

        await using var restored = empty.As(Role.Editor, studio.Ours);
        var prompts = restored.Get<PromptService>();
        await AddAsync(prompts, "After the backup", "new words");
        Assert.Equal(["After the backup", "Before the backup"], (await TitlesAsync(prompts, "backup words")).Order());
        Assert.Equal(["Before the backup"], await TitlesAsync(prompts, "befote"));
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task List_ByRelevance_PutsTheTitleAboveTheBody(DatabaseProvider provider)
    {
        await using var studio = await TestStudio.CreateAsync(provider);
        await using var editor = studio.As(Role.Editor);
        var prompts = editor.Get<PromptService>();
        var filler = string.Join(' ', Enumerable.Repeat("Another word.", 500));
        await AddAsync(prompts, "In the body", string.Join(' ', Enumerable.Repeat("The warranty matters.", 10)));
        await AddAsync(prompts, "In the purpose", "Text.", purpose: "About the warranty.");
        await AddAsync(prompts, "In the tags", "Text.", ["warranty"]);
        await AddAsync(prompts, "Warranty", filler);

        Assert.Equal(["Warranty", "In the tags", "In the purpose", "In the body"], await TitlesAsync(prompts, "warranty"));
        Assert.Equal(["Warranty", "In the tags", "In the purpose", "In the body"], await TitlesAsync(prompts, "warranty", "relevance"));
        Assert.Equal(["In the body", "In the purpose", "In the tags", "Warranty"], await TitlesAsync(prompts, "warranty", "title"));
        Assert.Equal(["Warranty", "In the tags", "In the purpose", "In the body"], await TitlesAsync(prompts, "warranty", "-updatedAt"));
        await Assert.ThrowsAsync<ValidationException>(() => TitlesAsync(prompts, "warranty", "colour"));
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task List_PagesOfASearch_NeitherRepeatNorSkip(DatabaseProvider provider)
    {
        await using var studio = await TestStudio.CreateAsync(provider);
        await using var editor = studio.As(Role.Editor);
        var prompts = editor.Get<PromptService>();
        for (var i = 0; i < 12; i++)
        {
            await AddAsync(prompts, "Same title", "Same body", [i % 2 == 0 ? "even" : "odd"], category: i % 3 == 0 ? "third" : "");
        }

        foreach (var sort in new[] { null, "title", "-key" })
        {
            var keys = new List<string>();
            for (var page = 1; page <= 3; page++)
            {
                var read = await prompts.ListAsync(new PromptListQuery { Search = "same", Page = page, PageSize = 5, Sort = sort }, CancellationToken.None);
                Assert.Equal((12, page), (read.Total, read.PageNumber));
                keys.AddRange(read.Items.Select(p => p.Key));
            }

            Assert.Equal(12, keys.Distinct().Count());
        }

        Assert.Equal(6, (await prompts.ListAsync(new PromptListQuery { Search = "same", Tag = "even" }, CancellationToken.None)).Total);
        Assert.Equal(2, (await prompts.ListAsync(new PromptListQuery { Search = "same", Tag = "even", Category = "third", PageSize = 1 }, CancellationToken.None)).Total);
        Assert.Equal(0, (await prompts.ListAsync(new PromptListQuery { Search = "same", Tag = "EVEN" }, CancellationToken.None)).Total);
        Assert.Equal(12, (await prompts.ListAsync(new PromptListQuery { Search = "same", Page = 9 }, CancellationToken.None)).Total);
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task List_Found_SaysWhereAndCutsTheText(DatabaseProvider provider)
    {
        await using var studio = await TestStudio.CreateAsync(provider);
        await using var editor = studio.As(Role.Editor);
        var prompts = editor.Get<PromptService>();
        var filler = string.Join(' ', Enumerable.Repeat("lorem ipsum", 40));
        await AddAsync(prompts, "<b>Refund</b> policy", $"{filler}\nthe <i>Éclair</i> {filler}", ["sweet"]);

        var title = await FoundAsync(prompts, "refu");
        var body = await FoundAsync(prompts, "eclair");

        Assert.Equal(new SearchSnippet("title", "<b>", "Refund", "</b> policy"), title);
        Assert.Equal(("content", "Éclair"), (body!.Field, body.Hit));
        Assert.Matches("^…(lorem|ipsum) .* the <i>$", body.Before);
        Assert.Matches("^</i> lorem .*(lorem|ipsum)…$", body.After);
        Assert.Equal("tags", (await FoundAsync(prompts, "sweet"))!.Field);
        Assert.Null(await FoundAsync(prompts, null));
    }

    private static async Task<SearchSnippet?> FoundAsync(PromptService prompts, string? typed) =>
        Assert.Single((await prompts.ListAsync(new PromptListQuery { Search = typed }, CancellationToken.None)).Items).Found;

    private static async Task<string[]> TitlesAsync(PromptService prompts, string typed, string? sort = null)
    {
        var page = await prompts.ListAsync(new PromptListQuery { Search = typed, Sort = sort }, CancellationToken.None);
        Assert.Equal(page.Total, page.Items.Count);
        return [.. page.Items.Select(p => p.Title)];
    }

    private static async Task<Guid> AddAsync(
        PromptService prompts, string title, string content, string[]? tags = null, string purpose = "", string category = "") =>
        (await prompts.CreateAsync(
            new PromptInput { Title = title, Tags = tags ?? [], Purpose = purpose, Category = category }, new PromptContent { Content = content }, CancellationToken.None)).Prompt.Id;
}
