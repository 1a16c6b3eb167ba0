using System.Net;
using System.Net.Sockets;
using AssistantStudio.Tests.Support;
using Microsoft.Data.Sqlite;
using Xunit;

namespace AssistantStudio.Tests.Faults;

/// <summary>What keeps the program from starting is one sentence on the error stream and an exit code, never a stack trace.</summary>
public sealed class StartFaultTests
{
    [Fact]
    public async Task Start_PortInUse_SaysSo()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        await using var program = StudioProcess.Start(TestFolder.New(), ((IPEndPoint)other.LocalEndpoint).Port);

        AssertSentence(await program.EndAsync(), "address already in use", "--urls");
    }

    [Fact]
    public async Task Start_DataFolderCannotBeWritten_SaysSo()
    {
        var file = Path.Combine(TestFolder.New(), "not-a-folder");
        await File.WriteAllTextAsync(file, "");
        await using var program = StudioProcess.Start(file);

        AssertSentence(await program.EndAsync(), "cannot be written", "AssistantStudio__DataDirectory");
    }

    [Fact]
    public async Task Start_ReadOnlyDataFolder_SaysSo()
    {
        var folder = TestFolder.New();
        await using var program = StudioProcess.Start(folder, before: SmallDisk.Mount(folder, "ro,size=1m"));

        AssertSentence(await program.EndAsync(), "cannot be written", "AssistantStudio__DataDirectory");
    }

    [Fact]
    public async Task Start_FullDisk_SaysSo()
    {
        var folder = TestFolder.New();
        await using var program = StudioProcess.Start(folder, before: $"{SmallDisk.Mount(folder, "size=128k")} && dd if=/dev/zero of={folder}/filler bs=4k 2>/dev/null; true");

        AssertSentence(await program.EndAsync(), "free some space");
    }

    [Fact]
    public async Task Start_DiskTooSmallForTheDatabase_SaysSo()
    {
        var folder = TestFolder.New();
        await using var program = StudioProcess.Start(folder, before: SmallDisk.Mount(folder, "size=300k"));

        AssertSentence(await program.EndAsync(), "disk is full");
    }

    [Fact]
    public async Task Start_LockedDatabase_SaysSo()
    {
        var folder = TestFolder.New();
        File.Copy(await Databases.SqliteTemplateAsync(), Path.Combine(folder, "studio.db"));
        await using var shell = new SqliteConnection($"Data Source={folder}/studio.db;Pooling=False");
        await shell.OpenAsync();
        await using var held = shell.BeginTransaction();
        await using var program = StudioProcess.Start(folder);

        AssertSentence(await program.EndAsync(), "locked by another program");
    }

    [Fact]
    public async Task Start_SecondOnTheSameFolder_SaysSo()
    {
        var folder = TestFolder.New();
        await using var first = StudioProcess.Start(folder);
        await first.ReadyAsync();
        await using var second = StudioProcess.Start(folder);

        AssertSentence(await second.EndAsync(), "Another AssistantStudio is running");
        Assert.Equal(HttpStatusCode.OK, await first.ReadinessAsync());
    }

    [Theory]
    [InlineData("AssistantStudio__Database__Provider", "oracle", "Provider", "sqlite, postgres")]
    [InlineData("AssistantStudio__Database__SlowQueryMilliseconds", "0", "SlowQueryMilliseconds", "1 to 600000")]
    [InlineData("AssistantStudio__Network__AllowedPrivateNetworks__0", "intranet", "AllowedPrivateNetworks", "intranet")]
    public async Task Start_WrongSetting_IsNamedWithWhatIsAllowed(string key, string value, string named, string allowed)
    {
        await using var program = StudioProcess.Start(TestFolder.New(), settings: new Dictionary<string, string> { [key] = value });

        AssertSentence(await program.EndAsync(), named, allowed);
    }

    private static void AssertSentence((int Code, string Errors) end, params string[] parts)
    {
        Assert.NotEqual(0, end.Code);
        Assert.DoesNotContain('\n', end.Errors);
        Assert.All(parts, part => Assert.Contains(part, end.Errors, StringComparison.OrdinalIgnoreCase));
    }
}
