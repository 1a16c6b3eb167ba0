using System.CommandLine;
using AssistantStudio.Core;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Shared;

namespace AssistantStudio.Web.Hosting;

/// <summary>What the program does besides serving: <c>backup</c>, <c>restore</c>, <c>reset-admin</c>, <c>generate-load</c>.</summary>
public static class StudioCommands
{
    private static readonly string[] s_asksForHelp = ["--help", "-h", "-?", "--version"];

    public static bool Handles(string[] args) =>
        args.Length > 0 && (s_asksForHelp.Contains(args[0]) || Root().Subcommands.Any(c => c.Name == args[0]));

    public static async Task<int> RunAsync(string[] args)
    {
        try
        {
            return await Root().Parse(args).InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }
        catch (Exception e) when (StartUp.Explain(e) is { } sentence)
        {
            await Console.Error.WriteLineAsync(sentence);
            return 1;
        }
    }

    private static RootCommand Root() => new("AssistantStudio: the control room for AI assistants. Without a command it serves.")
    {
        Backup(), Restore(), ResetAdmin(), GenerateLoad(),
    };

    private static Command Backup()
    {
        var file = new Argument<string>("FILE") { Description = "The archive to write; it must not exist yet." };
        var command = new Command("backup", "Writes database, keys and uploads into one verified archive. The program may go on running.") { file };
        command.SetAction((parsed, ct) => WithServicesAsync(prepare: false, async services =>
        {
            RequireDatabase(services);
            var result = await services.GetRequiredService<BackupService>().CreateAsync(parsed.GetRequiredValue(file), ct);
            Console.WriteLine($"Backup written and verified: {result.File} ({result.Manifest.Files.Count} files, {result.Bytes >> 10} KB).");
        }));
        return command;
    }

    private static Command Restore()
    {
        var file = new Argument<string>("FILE") { Description = "An archive that backup wrote." };
        var force = new Option<bool>("--force") { Description = "Replace what is there. It is kept in a folder beside it." };
        var command = new Command("restore", "Puts an archive back. Stop the program first.") { file, force };
        command.SetAction((parsed, ct) => WithServicesAsync(prepare: false, async services =>
        {
            StartUp.PrepareFolder(services.GetRequiredService<DataFolder>());
            await services.GetRequiredService<StudioLock>().TakeAloneAsync(ct);
            var manifest = await services.GetRequiredService<RestoreService>().RestoreAsync(parsed.GetRequiredValue(file), parsed.GetValue(force), ct);
            Console.WriteLine($"Restored the backup of {manifest.CreatedAt:yyyy-MM-dd HH:mm:ss} UTC. Start the program.");
        }));
        return command;
    }

    private static Command ResetAdmin()
    {
        var email = new Argument<string>("EMAIL") { Description = "The e-mail address of an existing user." };
        var command = new Command("reset-admin", "Makes a user an administrator again, without two-step sign-in, and prints a link for a new password.") { email };
        command.SetAction((parsed, ct) => WithServicesAsync(prepare: false, async services =>
        {
            RequireDatabase(services);
            var link = await services.GetRequiredService<AdminReset>().ResetAsync(parsed.GetRequiredValue(email), ct);
            Console.WriteLine($"Open this on the running program within {AccountLinkService.ResetLife.TotalHours:0} hours: /account/password?token={link.Token}");
        }));
        return command;
    }

    private static Command GenerateLoad()
    {
        var rows = new Option<int>("--rows") { Description = "How many rows of each kind.", DefaultValueFactory = _ => 100_000 };
        var command = new Command("generate-load", "Adds many made-up rows to an organisation of their own, to try how the program behaves at scale.") { rows };
        command.SetAction((parsed, ct) => WithServicesAsync(prepare: true, async services =>
        {
            var summary = await services.GetRequiredService<LoadGenerator>().RunAsync(parsed.GetValue(rows), Console.WriteLine, ct);
            Console.WriteLine(summary);
        }));
        return command;
    }

    private static void RequireDatabase(IServiceProvider services)
    {
        var folder = services.GetRequiredService<DataFolder>();
        if (services.GetRequiredService<StudioDb>().Provider == DatabaseProvider.Sqlite && !File.Exists(folder.DatabaseFile))
        {
            throw new StartupException($"There is no database in {folder.Path}. Name its folder with AssistantStudio__DataDirectory.");
        }
    }

    private static async Task<int> WithServicesAsync(bool prepare, Func<IServiceProvider, Task> work)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddStudioCore(StudioConfiguration.DataFolder(builder.Configuration));
        builder.Services.AddSingleton<StudioLock>();
        using var host = builder.Build();
        if (prepare)
        {
            StartUp.PrepareFolder(host.Services.GetRequiredService<DataFolder>());
            await host.Services.GetRequiredService<StudioLock>().TakeAsync(CancellationToken.None);
            await host.Services.GetRequiredService<DatabaseUpgrade>().RunAsync(CancellationToken.None);
        }

        await work(host.Services);
        return 0;
    }
}
