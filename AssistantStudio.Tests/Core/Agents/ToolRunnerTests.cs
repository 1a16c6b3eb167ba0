using System.Text.Json;
using AssistantStudio.Core.Agents;
using AssistantStudio.Core.Shared;
using AssistantStudio.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace AssistantStudio.Tests.Core.Agents;

public sealed class ToolRunnerTests
{
    private const string OneNumber = """{"type":"object","properties":{"n":{"type":"integer"}}}""";

    private readonly TestClock _clock = new();
    private readonly LogLines _log = new();
    private readonly KeptResults _kept;

    public ToolRunnerTests() => _kept = new(_clock);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task RunAsync_ToolThatWorks_GivesWhatItSays()
    {
        ToolCall? seen = null;
        var setting = Setting();
        var runner = Runner(new FakeTool("add", (call, _) => { seen = call; return Task.FromResult("3"); }));

        var outcome = await runner.RunAsync("call-7", "add", Json("""{"n": 2}"""), setting, Cancel);

        Assert.Equal((true, "3", null, false), (outcome.Ok, outcome.Text, outcome.Fault, outcome.IsFromCache));
        Assert.Equal(("call-7", "add", 2, setting), (seen!.Id, seen.Tool.Name, seen.Arguments.GetProperty("n").GetInt32(), seen.Setting));
    }

    [Fact]
    public async Task RunAsync_UnknownTool_NamesThoseThatThisPersonMayUse()
    {
        var runner = Runner(new FakeTool("search"), new FakeTool("add"), new FakeTool("secret") { Needs = Permission.UsersManage });

        var outcome = await runner.RunAsync("1", "serach", Json("{}"), Setting(), Cancel);

        Assert.Equal((false, ToolFaults.UnknownTool, "There is no tool “serach”. There are: add, search."), (outcome.Ok, outcome.Fault, outcome.Text));
    }

    [Fact]
    public async Task RunAsync_ArgumentsThatDoNotFit_NeverReachTheTool()
    {
        var tool = new FakeTool("add");

        var outcome = await Runner(tool).RunAsync("1", "add", Json("""{"n": "two"}"""), Setting(), Cancel);

        Assert.Equal((ToolFaults.ArgumentsInvalid, "The arguments of add do not fit:\n- n: must be a whole number; got \"two\""), (outcome.Fault, outcome.Text));
        Assert.Equal(0, tool.Runs);
    }

    [Fact]
    public async Task RunAsync_PersonWhoMayNot_IsRefused()
    {
        var tool = new FakeTool("add") { Needs = Permission.KnowledgeManage };

        var refused = await Runner(tool).RunAsync("1", "add", Json("{}"), Setting(), Cancel);
        var allowed = await Runner(tool).RunAsync("1", "add", Json("{}"), Setting(Permission.KnowledgeManage), Cancel);

        Assert.Equal((ToolFaults.Forbidden, "Whoever asks may not do this (manage knowledge)."), (refused.Fault, refused.Text));
        Assert.True(allowed.Ok);
        Assert.Equal(1, tool.Runs);
    }

    [Fact]
    public async Task RunAsync_SameArgumentsInTime_GivesTheKeptResult()
    {
        var tool = new FakeTool("add") { KeepFor = TimeSpan.FromMinutes(5) };
        var setting = Setting();

        var first = await Runner(tool).RunAsync("1", "add", Json("""{"n": 1, "m": [1, 2]}"""), setting, Cancel);
        _clock.Advance(TimeSpan.FromMinutes(4));
        var again = await Runner(tool).RunAsync("2", "add", Json("""{ "m": [1.0, 2], "n": 1 }"""), setting, Cancel);
        _clock.Advance(TimeSpan.FromMinutes(1));
        var later = await Runner(tool).RunAsync("3", "add", Json("""{"n": 1, "m": [1, 2]}"""), setting, Cancel);

        Assert.Equal([("run 1", false), ("run 1", true), ("run 2", false)], new[] { first, again, later }.Select(o => (o.Text, o.IsFromCache)));
        Assert.Equal(2, tool.Runs);
    }

    [Fact]
    public async Task RunAsync_OtherArgumentsAssistantsOrOrganizations_ShareNothing()
    {
        var tool = new FakeTool("add") { KeepFor = TimeSpan.FromMinutes(5) };
        var runner = Runner(tool, new FakeTool("sub") { KeepFor = TimeSpan.FromMinutes(5) });
        var setting = Setting();
        await runner.RunAsync("1", "add", Json("""{"n": 1}"""), setting, Cancel);

        Assert.False((await runner.RunAsync("1", "add", Json("""{"n": 2}"""), setting, Cancel)).IsFromCache);
        Assert.False((await runner.RunAsync("1", "sub", Json("""{"n": 1}"""), setting, Cancel)).IsFromCache);
        Assert.False((await runner.RunAsync("1", "add", Json("""{"n": 1}"""), setting with { AssistantId = Guid.CreateVersion7() }, Cancel)).IsFromCache);
        Assert.False((await runner.RunAsync("1", "add", Json("""{"n": 1}"""), Setting() with { AssistantId = setting.AssistantId }, Cancel)).IsFromCache);
        Assert.True((await runner.RunAsync("1", "add", Json("""{"n": 1}"""), setting with { ConversationId = Guid.CreateVersion7() }, Cancel)).IsFromCache);
    }

    [Fact]
    public async Task RunAsync_PersonWhoMayNot_GetsNoKeptResult()
    {
        var runner = Runner(new FakeTool("add") { KeepFor = TimeSpan.FromMinutes(5), Needs = Permission.KnowledgeView });
        var setting = Setting(Permission.KnowledgeView);
        await runner.RunAsync("1", "add", Json("{}"), setting, Cancel);
        var other = new Access(setting.Access.Grant with { Permissions = [] });

        Assert.Equal(ToolFaults.Forbidden, (await runner.RunAsync("1", "add", Json("{}"), setting with { Access = other }, Cancel)).Fault);
    }

    [Fact]
    public async Task RunAsync_ToolThatFails_IsRunAgainNextTime()
    {
        var tool = new FakeTool("add", (_, _) => throw new UnavailableException("The server is being restarted.")) { KeepFor = TimeSpan.FromMinutes(5) };
        var runner = Runner(tool);
        var setting = Setting();

        var first = await runner.RunAsync("1", "add", Json("{}"), setting, Cancel);
        var again = await runner.RunAsync("2", "add", Json("{}"), setting, Cancel);

        Assert.Equal((ToolFaults.Failed, "The server is being restarted.", false), (first.Fault, first.Text, again.IsFromCache));
        Assert.Equal(2, tool.Runs);
        Assert.Empty(_log.All);
    }

    [Fact]
    public async Task RunAsync_ToolWithABug_TellsNothingOfItAndLogs()
    {
        var outcome = await Runner(new FakeTool("add", (_, _) => throw new InvalidOperationException("password=hunter2"))).RunAsync("1", "add", Json("{}"), Setting(), Cancel);

        Assert.Equal((false, ToolFaults.Failed, "It failed."), (outcome.Ok, outcome.Fault, outcome.Text));
        Assert.StartsWith("Tool add failed for assistant", Assert.Single(_log.All), StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_ToolThatGivesUpByItself_Failed()
    {
        var outcome = await Runner(new FakeTool("add", (_, _) => throw new TaskCanceledException())).RunAsync("1", "add", Json("{}"), Setting(), Cancel);

        Assert.Equal(ToolFaults.Failed, outcome.Fault);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task RunAsync_ToolThatTakesTooLong_IsStoppedWhetherItListensOrNot(bool listens)
    {
        var tool = new FakeTool("wait", async (_, ct) => { await Task.Delay(Timeout.Infinite, listens ? ct : CancellationToken.None); return ""; }) { Timeout = TimeSpan.FromMilliseconds(20) };

        var outcome = await Runner(tool).RunAsync("1", "wait", Json("{}"), Setting(), Cancel);

        Assert.Equal((false, ToolFaults.TimedOut, "It took longer than 0.02 seconds and was stopped."), (outcome.Ok, outcome.Fault, outcome.Text));
    }

    [Fact]
    public async Task RunAsync_CallerStops_Throws()
    {
        using var stop = new CancellationTokenSource();
        var tool = new FakeTool("wait", async (_, ct) => { await stop.CancelAsync(); await Task.Delay(Timeout.Infinite, ct); return ""; });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Runner(tool).RunAsync("1", "wait", Json("{}"), Setting(), stop.Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Runner(tool).RunAsync("1", "wait", Json("{}"), Setting(), stop.Token));
        Assert.Equal(1, tool.Runs);
    }

    [Fact]
    public async Task RunAsync_LongOrOddResult_IsCutAndCanBeStored()
    {
        var runner = Runner(new FakeTool("long", (_, _) => Task.FromResult(new string('x', 30_000))), new FakeTool("odd", (_, _) => Task.FromResult("a\0b\ud800c😀")));

        var cut = await runner.RunAsync("1", "long", Json("{}"), Setting(), Cancel);
        var odd = await runner.RunAsync("1", "odd", Json("{}"), Setting(), Cancel);

        Assert.Equal(ToolLimits.ResultLength, cut.Text.Length);
        Assert.EndsWith("xxx\n[Cut here: the whole result has 30,000 characters.]", cut.Text, StringComparison.Ordinal);
        Assert.Equal("a\uFFFDb\uFFFDc😀", odd.Text);
    }

    [Fact]
    public void Keep_MoreThanThereIsRoomFor_ForgetsWhatWasNotUsed()
    {
        for (var i = 0; i < ToolLimits.KeptResults; i++)
        {
            _kept.Keep($"{i}", "text", TimeSpan.FromHours(1));
        }

        Assert.Equal("text", _kept.Find("0"));
        _kept.Keep("new", "text", TimeSpan.FromHours(1));
        Assert.Equal(("text", null, "text"), (_kept.Find("0"), _kept.Find("1"), _kept.Find("2")));

        var half = new string('x', ToolLimits.KeptBytes / 4);
        _kept.Keep("a", half, TimeSpan.FromHours(1));
        _kept.Keep("b", half, TimeSpan.FromHours(1));
        Assert.Equal((null, null, half), (_kept.Find("0"), _kept.Find("a"), _kept.Find("b")));

        _kept.Keep("more than all", half + half + half, TimeSpan.FromHours(1));
        Assert.Equal((null, half), (_kept.Find("more than all"), _kept.Find("b")));
    }

    [Theory]
    [InlineData("Add")]
    [InlineData("1add")]
    [InlineData("add\n")]
    [InlineData("")]
    public void Create_NameThatIsNotPossible_Throws(string name) => Assert.Throws<InvalidOperationException>(() => Runner(new FakeTool(name)));

    [Fact]
    public void Create_TwoToolsOfOneName_Throws() => Assert.Throws<InvalidOperationException>(() => Runner(new FakeTool("add"), new FakeTool("add")));

    [Fact]
    public void AddAgents_Registered_HasTheBuiltInTools()
    {
        using var services = new ServiceCollection().AddLogging().AddSingleton<TimeProvider>(_clock).AddAgents().BuildServiceProvider(validateScopes: true);
        using var scope = services.CreateScope();
        var runner = scope.ServiceProvider.GetRequiredService<ToolRunner>();

        Assert.Equal(["calculator", "current_time"], runner.All.Select(d => d.Name).Order(StringComparer.Ordinal));
        Assert.False(runner.Find("calculator")!.Confirm);
        Assert.Null(runner.Find("rm"));
    }

    private ToolRunner Runner(params IAssistantTool[] tools)
    {
        var factory = LoggerFactory.Create(b => b.AddProvider(_log));
        return new(tools, _kept, _clock, factory.CreateLogger<ToolRunner>());
    }

    private static JsonElement Json(string text) => JsonElement.Parse(text);

    private static ToolSetting Setting(params Permission[] permissions)
    {
        var grant = Grant.None with { OrganizationId = Guid.CreateVersion7(), Permissions = [.. permissions] };
        return new(new(grant), Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7());
    }

    private sealed class FakeTool(string name, Func<ToolCall, CancellationToken, Task<string>>? run = null) : IAssistantTool
    {
        public Permission? Needs { get; init; }

        public TimeSpan? KeepFor { get; init; }

        public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

        public int Runs { get; private set; }

        public ToolDefinition Definition => new() { Name = name, Title = name, Description = name, Schema = Json(OneNumber), Needs = Needs, KeepFor = KeepFor, Timeout = Timeout };

        public async Task<ToolOutput> RunAsync(ToolCall call, CancellationToken ct)
        {
            Runs++;
            return new(run is null ? $"run {Runs}" : await run(call, ct));
        }
    }
}
