namespace AssistantStudio.Web.Components.Assistants;

/// <summary>Who else looks at the same thing: known to this process only, told to the pages as it changes.</summary>
public sealed class PagePresence
{
    private readonly Lock _lock = new();
    private readonly Dictionary<Guid, List<Visit>> _visits = [];

    /// <param name="changed">Called on another page's thread; it must return at once.</param>
    public Visit Enter(Guid thing, Guid? userId, string name, Action changed)
    {
        var visit = new Visit(this, thing, userId, name, changed);
        lock (_lock)
        {
            (_visits.TryGetValue(thing, out var there) ? there : _visits[thing] = []).Add(visit);
        }

        Tell(visit);
        return visit;
    }

    /// <summary>The others, each person once; the same person in two windows is no other.</summary>
    public IReadOnlyList<PresentPerson> Others(Visit me)
    {
        lock (_lock)
        {
            return
            [
                .. _visits.GetValueOrDefault(me.Thing, []).Where(v => v != me && (v.UserId is null || v.UserId != me.UserId))
                    .GroupBy(v => (v.UserId, v.Name)).Select(g => new PresentPerson(g.Key.Name, g.Any(v => v.IsEditing))).OrderBy(p => p.Name, StringComparer.OrdinalIgnoreCase),
            ];
        }
    }

    private void Leave(Visit visit)
    {
        lock (_lock)
        {
            if (_visits.TryGetValue(visit.Thing, out var there) && there.Remove(visit) && there.Count == 0)
            {
                _visits.Remove(visit.Thing);
            }
        }

        Tell(visit);
    }

    private void Tell(Visit by)
    {
        Visit[] others;
        lock (_lock)
        {
            others = [.. _visits.GetValueOrDefault(by.Thing, []).Where(v => v != by)];
        }

        foreach (var other in others)
        {
            other.Changed();
        }
    }

    /// <summary>One open page; disposing it is leaving.</summary>
    public sealed class Visit(PagePresence presence, Guid thing, Guid? userId, string name, Action changed) : IDisposable
    {
        public Guid Thing { get; } = thing;

        public Guid? UserId { get; } = userId;

        public string Name { get; } = name;

        public bool IsEditing { get; private set; }

        internal Action Changed { get; } = changed;

        public void Edits(bool isEditing)
        {
            if (IsEditing != isEditing)
            {
                IsEditing = isEditing;
                presence.Tell(this);
            }
        }

        public void Dispose() => presence.Leave(this);
    }
}

public sealed record PresentPerson(string Name, bool IsEditing);
