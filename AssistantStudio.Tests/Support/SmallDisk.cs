using System.Diagnostics;
using Xunit;

namespace AssistantStudio.Tests.Support;

/// <summary>A disk of a few kilobytes for one process, made in a namespace of its own: no rights are needed where the system allows that.</summary>
internal static class SmallDisk
{
    private static readonly Lazy<bool> s_works = new(() =>
    {
        try
        {
            using var probe = Process.Start(new ProcessStartInfo("unshare", ["-rm", "sh", "-c", "mount -t tmpfs -o size=64k studio /tmp"]) { RedirectStandardError = true })!;
            probe.WaitForExit();
            return probe.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    });

    /// <summary>The shell line that puts the disk at <paramref name="folder"/> before the program starts.</summary>
    public static string Mount(string folder, string options)
    {
        Assert.SkipUnless(s_works.Value, "This system lets nobody mount a small disk (unshare -rm).");
        return $"mount -t tmpfs -o {options} studio {folder}";
    }

    /// <summary>Where the process sees <paramref name="folder"/>, from outside of its namespace.</summary>
    public static string Seen(StudioProcess program, string folder) => $"/proc/{program.Id}/root{folder}";
}
