using System.Text.RegularExpressions;
using AssistantStudio.Core.Webhooks;
using AssistantStudio.Tests.Support;
using AssistantStudio.Web.Components.Organizations;
using Xunit;

namespace AssistantStudio.Tests.Architecture;

/// <summary>The audit log speaks in words: an action that Core records has some, and a kind to filter by.</summary>
public sealed class AuditWordsTests
{
    [Fact]
    public void Actions_AllThatAreRecorded_HaveWords()
    {
        var kinds = string.Join('|', AuditText.Kinds.Keys);
        var actions = Source.Files("AssistantStudio.Core", ".cs")
            .SelectMany(f => Regex.Matches(f.Text, $"\"((?:{kinds})\\.[a-z_]+)\"").Select(m => m.Groups[1].Value)).Distinct()
            .Except(WebhookEvents.All.Select(e => e.Name)).ToArray(); // Written the same way, and told to other software instead.

        Assert.True(actions.Length > 30, "The actions were not found: the reading of the source is wrong.");
        Assert.DoesNotContain(actions, a => AuditText.Of(a) == a);
    }
}
