using System.ComponentModel.DataAnnotations;
using System.Globalization;
using AssistantStudio.Core.Jobs;
using AssistantStudio.Core.Shared;

namespace AssistantStudio.Core.Data;

public sealed record BackupJobParameters
{
    [Display(Name = "Backups to keep", Description = "The oldest nightly ones go first. Backups made by hand or before an upgrade are never removed.")]
    [Range(1, 365, ErrorMessage = "Between 1 and 365 backups.")]
    public int Keep { get; init; } = 7;
}

/// <summary>The nightly backup. Old ones go only after the new one is verified.</summary>
internal sealed class BackupJob(BackupService backups, DataFolder folder, TimeProvider clock) : IStudioJob
{
    private const string Prefix = "nightly-";

    public static JobDefinition Definition { get; } = new()
    {
        Key = "backup",
        Title = "Nightly backup",
        Description = "Writes database, keys and uploads into one verified archive in the data folder's backups, and removes the oldest ones.",
        Scope = JobScope.Installation,
        DefaultTiming = new JobTiming("15 2 * * *"),
        Parameters = new BackupJobParameters(),
    };

    public async Task RunAsync(JobContext context, CancellationToken ct)
    {
        var file = Path.Combine(folder.Backups, Prefix + clock.GetUtcNow().ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture) + ".zip");
        context.Report(0, null, "Writing and verifying the archive");
        try
        {
            var result = await backups.CreateAsync(file, context.RunId, ct).ConfigureAwait(false);
            context.Log(string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileName(result.File)}: {result.Bytes} bytes, {result.Manifest.Files.Count} files, verified."));
        }
        catch (StartupException e)
        {
            throw new UnavailableException(e.Message, e);
        }
        catch (IOException e)
        {
            throw new UnavailableException("The archive could not be written. Check that the disk of the data folder has room and may be written to.", e);
        }

        // Their names sort by time.
        foreach (var old in Directory.GetFiles(folder.Backups, Prefix + "*.zip").OrderDescending(StringComparer.Ordinal).Skip(context.Parameters<BackupJobParameters>().Keep))
        {
            File.Delete(old);
            context.Log($"{Path.GetFileName(old)} removed.");
        }
    }
}
