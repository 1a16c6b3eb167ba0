using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using AssistantStudio.Tests.Support;
using Xunit;

namespace AssistantStudio.Tests.Faults;

public sealed partial class FullDiskTests
{
    private const int ChunkBytes = 256 << 10;
    private const int MaxRows = 200;
    private const int ValueLength = 4000;

    [Fact]
    public async Task Disk_ThatFillsWhileRunning_TurnsReadinessRedAndLosesNothingAcknowledged()
    {
        var folder = TestFolder.New();
        await using var program = StudioProcess.Start(
            folder, before: SmallDisk.Mount(folder, "size=48m"), settings: new Dictionary<string, string> { ["AssistantStudio__Web__ApiPerMinute"] = "100000" });
        await program.ReadyAsync();
        var acknowledged = new List<string>();
        Assert.Null(await SaveUntilRefusedAsync(program, "BEFORE", 1, acknowledged));

        var filler = Path.Combine(SmallDisk.Seen(program, folder), "filler");
        Fill(filler);
        var refused = await SaveUntilRefusedAsync(program, "FILL", MaxRows, acknowledged);

        Assert.StartsWith("503 The disk is full.", refused, StringComparison.Ordinal);
        await Eventually.GetAsync(program.ReadinessAsync, status => status == HttpStatusCode.ServiceUnavailable);
        Assert.Equal(acknowledged.Order(), await NamesAsync(program));

        File.Delete(filler);
        await program.ReadyAsync();
        Assert.Null(await SaveUntilRefusedAsync(program, "AFTER", 1, acknowledged));
        Assert.Equal(acknowledged.Order(), await NamesAsync(program));
    }

    [Fact]
    public async Task Disk_Full_ASignInIsAnsweredWithAPage()
    {
        var folder = TestFolder.New();
        await using var program = StudioProcess.Start(folder, before: SmallDisk.Mount(folder, "size=48m"));
        await program.ReadyAsync();
        using var browser = new HttpClient { BaseAddress = program.Client.BaseAddress };
        var form = await browser.GetStringAsync("/account/sign-in");
        Fill(Path.Combine(SmallDisk.Seen(program, folder), "filler"));
        await SaveUntilRefusedAsync(program, "FILL", MaxRows, []);

        using var reply = await browser.PostAsync("/account/sign-in", new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["_handler"] = "sign-in",
            ["__RequestVerificationToken"] = Token().Match(form).Groups[1].Value,
            ["Input.Email"] = "admin@tarnwick.example",
            ["Input.Password"] = "a long enough phrase",
        }));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, reply.StatusCode);
        Assert.Contains("The disk is full.", await reply.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private static void Fill(string file)
    {
        using var stream = new FileStream(file, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        foreach (var size in new[] { ChunkBytes, 4096, 1 })
        {
            try
            {
                while (true)
                {
                    stream.Write(new byte[size]);
                }
            }
            catch (IOException)
            {
                // Full, to the smaller size.
            }
        }
    }

    /// <summary>A full disk is not felt at once: the write-ahead log has some room left in its file.</summary>
    private static async Task<string?> SaveUntilRefusedAsync(StudioProcess program, string name, int times, List<string> acknowledged)
    {
        for (var i = 0; i < times; i++)
        {
            var body = new { environment = "testing", name = $"{name}_{i}", value = new string('x', ValueLength) };
            using var reply = await program.Client.PostAsJsonAsync("/api/v1/environment-settings", body);
            if (!reply.IsSuccessStatusCode)
            {
                return $"{(int)reply.StatusCode} {(await reply.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("title").GetString()}";
            }

            acknowledged.Add(body.name);
        }

        return null;
    }

    private static async Task<IEnumerable<string>> NamesAsync(StudioProcess program)
    {
        var page = await program.Client.GetFromJsonAsync<JsonElement>($"/api/v1/environment-settings?environment=testing&pageSize={MaxRows}");
        return page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("name").GetString()!).Order();
    }

    [GeneratedRegex("""name="__RequestVerificationToken" value="([^"]+)""")]
    private static partial Regex Token();
}
