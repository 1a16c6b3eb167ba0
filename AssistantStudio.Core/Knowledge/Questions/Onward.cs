namespace AssistantStudio.Core.Knowledge;

/// <summary>Tells how far a later part of some work is, as what is done of the whole.</summary>
internal sealed class Onward : IProgress<int>
{
    private readonly IProgress<int> _all;
    private readonly int _before;

    private Onward(IProgress<int> all, int before) => (_all, _before) = (all, before);

    public static IProgress<int>? After(int before, IProgress<int>? all) => all is null ? null : new Onward(all, before);

    public void Report(int value) => _all.Report(_before + value);
}
