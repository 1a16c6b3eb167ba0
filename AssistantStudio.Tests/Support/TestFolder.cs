namespace AssistantStudio.Tests.Support;

/// <summary>Folders of this test run; all of them go when the run ends.</summary>
public static class TestFolder
{
    private static readonly string s_root = Directory.CreateTempSubdirectory("studio-tests-").FullName;

    static TestFolder() => AppDomain.CurrentDomain.ProcessExit += (_, _) =>
    {
        try
        {
            Directory.Delete(s_root, recursive: true);
        }
        catch (IOException)
        {
            // A file still open somewhere: the system's own clean-up takes it.
        }
    };

    public static string New() => Directory.CreateDirectory(Path.Combine(s_root, Guid.NewGuid().ToString("N"))).FullName;
}
