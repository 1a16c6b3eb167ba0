using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Shared;
using AssistantStudio.Tests.Core.Assistants;
using AssistantStudio.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace AssistantStudio.Tests.Core.Organizations;

public sealed class AuditTests
{
    [Fact]
    public async Task Record_OfAWordInALongText_KeepsThePartThatChanged()
    {
        await using var studio = await TestStudio.CreateAsync();
        await using var editor = studio.As(Role.Editor);
        var made = await editor.AnAssistantAsync();
        var (front, back) = (new string('a', 50_000), new string('z', 40_000));
        await ChangeAsync(front + " 🎈 blue " + back);

        await ChangeAsync(front + " 🎈 green " + back);

        await using var db = await studio.OpenAsync();
        var entry = await db.Set<AuditEntry>().Where(a => a.Action == "assistant.changed").OrderByDescending(a => a.Id).FirstAsync(CancellationToken.None);
        Assert.InRange(entry.Changes.Length, 1, (2 * AuditLimits.ValueLength) + 500);
        var change = Assert.Single(AuditService.RowOf(entry).Changes);
        Assert.StartsWith("…aaa", change.Before, StringComparison.Ordinal);
        Assert.Contains(" 🎈 blue zzz", change.Before, StringComparison.Ordinal);
        Assert.Contains(" 🎈 green zzz", change.After, StringComparison.Ordinal);
        Assert.EndsWith("z…", change.After, StringComparison.Ordinal);
        Assert.InRange(change.After!.Length, 1, AuditLimits.ValueLength);

        Task ChangeAsync(string instructions) => editor.Get<AssistantService>().ChangeAsync(made.Id, new AssistantInput { Instructions = instructions }, CancellationToken.None);
    }
}
