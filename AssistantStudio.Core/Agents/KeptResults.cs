using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace AssistantStudio.Core.Agents;

/// <summary>
/// Results of tools that say for how long they stay true. They are kept for an assistant and not for a person: a tool whose
/// result depends on who asks must not have any kept. Bounded; what was not used for the longest time goes first.
/// </summary>
internal sealed class KeptResults(TimeProvider clock)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, LinkedListNode<Kept>> _byKey = new(StringComparer.Ordinal);
    private readonly LinkedList<Kept> _byUse = [];
    private long _bytes;

    public static string Key(ToolSetting setting, string tool, JsonElement arguments)
    {
        var what = $"{setting.Access.OrganizationId:n} {setting.AssistantId:n} {tool} {CanonicalJson.Of(arguments)}";
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(what)));
    }

    public string? Find(string key)
    {
        lock (_lock)
        {
            if (!_byKey.TryGetValue(key, out var node))
            {
                return null;
            }

            _byUse.Remove(node);
            if (node.Value.Until <= clock.GetUtcNow())
            {
                Forget(node);
                return null;
            }

            _byUse.AddFirst(node);
            return node.Value.Text;
        }
    }

    public void Keep(string key, string text, TimeSpan time)
    {
        var kept = new Kept(key, text, clock.GetUtcNow() + time);
        if (time <= TimeSpan.Zero || kept.Bytes > ToolLimits.KeptBytes)
        {
            return;
        }

        lock (_lock)
        {
            if (_byKey.TryGetValue(key, out var before))
            {
                _byUse.Remove(before);
                Forget(before);
            }

            _byKey[key] = _byUse.AddFirst(kept);
            _bytes += kept.Bytes;
            while (_byKey.Count > ToolLimits.KeptResults || _bytes > ToolLimits.KeptBytes)
            {
                var last = _byUse.Last!;
                _byUse.RemoveLast();
                Forget(last);
            }
        }
    }

    private void Forget(LinkedListNode<Kept> node)
    {
        _byKey.Remove(node.Value.Key);
        _bytes -= node.Value.Bytes;
    }

    private sealed record Kept(string Key, string Text, DateTimeOffset Until)
    {
        public long Bytes => sizeof(char) * ((long)Key.Length + Text.Length);
    }
}
