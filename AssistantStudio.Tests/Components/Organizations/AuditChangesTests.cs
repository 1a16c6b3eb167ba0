using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Shared;
using AssistantStudio.Tests.Components.Support;
using AssistantStudio.Web.Components.Organizations;
using AssistantStudio.Web.Shell;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AssistantStudio.Tests.Components.Organizations;

public sealed class AuditChangesTests : StudioComponentTest
{
    private static readonly FieldChange[] s_changes =
    [
        new("Attempt", null, "0"),
        new("Role", "Viewer", "Editor"),
        new("ExpiresAt", null, "2026-11-21 05:37:33Z"),
        new("StartedByUserId", null, "01a1fc95-8a48-76dc-b32a-74e7c6c408fb"),
        new("Done", "3", "0"),
        new("Active", "True", null),
    ];

    private BrowserTime Time => Services.GetRequiredService<BrowserTime>();

    [Fact]
    public void Summary_OfAChange_IsOneLineInTheReadersZoneWithoutNoise()
    {
        Time.Use("Europe/Berlin");

        Assert.Equal("Role: Viewer → Editor, Expires at: 21 Nov 2026, 06:37:33, Done: 3 → 0, Active: yes → –", AuditChanges.Summary(Entry("Grace", s_changes), Time));
        Assert.Equal("Value: 30", AuditChanges.Summary(Entry("DAYS (production)", new("Name", null, "DAYS"), new("Environment", null, "Production"), new("Value", null, "30")), Time));
        Assert.Null(AuditChanges.Summary(Entry("Grace", new FieldChange("Attempt", null, "0")), Time));
        Assert.Equal("Traits: patient, polite → patient", AuditChanges.Summary(Entry("Desk", new FieldChange("Traits", "patient\npolite", "patient")), Time));
        Assert.Null(AuditChanges.Summary(Entry("Grace", new FieldChange("Note", null, null)), Time));
        Assert.Equal("Note: It ends. Here, Type: Support", AuditChanges.Summary(Entry("Desk", new("Note", null, "It ends. Here."), new("Type", null, "Support")), Time));
    }

    [Fact]
    public void Panel_OfAnEntry_ShowsEveryFieldThatSaysSomething()
    {
        Time.Use("Europe/Berlin");
        var entry = Entry("Grace", s_changes);

        var panel = Render<AuditPanel>(p => p.Add(a => a.Entry, entry));

        Assert.Equal(["Role", "Expires at", "Started by user id", "Done", "Active"], panel.FindAll("dl.diff dt").Select(d => d.TextContent));
        Assert.Equal("21 Nov 2026, 06:37:33", panel.FindAll("dl.diff ins")[1].TextContent);
        Assert.Contains("in the browser, 192.0.2.7", panel.Markup, StringComparison.Ordinal);
    }

    private static AuditRow Entry(string subject, params FieldChange[] changes) => new(
        Guid.NewGuid(), new DateTime(2026, 11, 21, 5, 37, 33, DateTimeKind.Utc), "Ada", null, null, AccessSource.Browser, "192.0.2.7",
        "user.role_changed", "subject-1", subject, changes);
}
