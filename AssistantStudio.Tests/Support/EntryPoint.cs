using AssistantStudio.Tests.Core.Jobs;
using Xunit.MicrosoftTestingPlatform;
using Xunit.Runner.InProc.SystemConsole;

namespace AssistantStudio.Tests.Support;

/// <summary>Runs the tests, or plays the process that one of them starts in order to kill it.</summary>
internal static class EntryPoint
{
    public static Task<int> Main(string[] args) => args switch
    {
        [SurvivingJobProcess.Argument, ..] => SurvivingJobProcess.RunAsync(args[1..]),
        _ when args.Any(a => a is "--server" or "--internal-msbuild-node") =>
            TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions),
        _ => ConsoleRunner.Run(args),
    };
}
