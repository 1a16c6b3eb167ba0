using System.Globalization;
using System.Runtime.CompilerServices;
using AssistantStudio.Core.Shared;

namespace AssistantStudio.Core.Knowledge;

/// <summary>Files of a folder that was opened to the program, and of the folders in it. Links are not followed: they may lead out of it.</summary>
internal sealed class FolderConnector(KnowledgeFolders folders, FileReading files) : ISourceConnector
{
    private static readonly EnumerationOptions s_walk = new()
    {
        RecurseSubdirectories = true,
        IgnoreInaccessible = true,
        AttributesToSkip = FileAttributes.ReparsePoint | FileAttributes.Hidden | FileAttributes.System,
        MaxRecursionDepth = 64,
    };

    public IReadOnlySet<SourceKind> Kinds { get; } = new HashSet<SourceKind> { SourceKind.Folder, SourceKind.Code };

    public async IAsyncEnumerable<SourceItem> ListAsync(SourceReading reading, [EnumeratorCancellation] CancellationToken ct)
    {
        var top = TopOf(reading.Settings);
        var wanted = new FilePatterns(reading.Settings, reading.Source.Kind);
        var count = 0;
        foreach (var file in Files(top))
        {
            ct.ThrowIfCancellationRequested();
            var path = Path.GetRelativePath(top, file.FullName).Replace('\\', '/');
            if (!wanted.Wants(path))
            {
                continue;
            }

            if (++count > KnowledgeLimits.FilesPerFolder)
            {
                throw new LimitExceededException(string.Create(
                    CultureInfo.InvariantCulture, $"The folder has more than {KnowledgeLimits.FilesPerFolder:#,0} files. Name a folder below it, or leave some out by patterns."));
            }

            yield return ItemOf(path, file);
            if (count % 100 == 0)
            {
                await Task.Yield(); // A folder is listed without waiting; whoever cancels must get a turn.
            }
        }
    }

    private string TopOf(SourceSettings settings)
    {
        var root = folders.Find(settings.Folder ?? "") ?? throw new ValidationException("settings.folder", $"The folder {settings.Folder} is no longer open to the program.");
        var top = Path.GetFullPath(Path.Combine(root, settings.Path));
        if (top != Path.GetFullPath(root) && !top.StartsWith(Path.TrimEndingDirectorySeparator(Path.GetFullPath(root)) + Path.DirectorySeparatorChar, StringComparison.Ordinal))
        {
            throw new ForbiddenException("The path leads out of the folder.");
        }

        var part = new DirectoryInfo(top);
        return part.Exists && !IsLinked(part, root) ? top : throw new ProviderFailedException($"There is no folder {settings.Path} in {settings.Folder}.", null);
    }

    private static bool IsLinked(DirectoryInfo folder, string root)
    {
        for (var at = folder; at is not null && at.FullName.Length > Path.GetFullPath(root).Length; at = at.Parent)
        {
            if (at.LinkTarget is not null)
            {
                return true;
            }
        }

        return false;
    }

    private static IEnumerable<FileInfo> Files(string top)
    {
        try
        {
            return new DirectoryInfo(top).EnumerateFiles("*", s_walk);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ProviderFailedException("The folder cannot be read by the program.", e);
        }
    }

    private SourceItem ItemOf(string path, FileInfo file) => new()
    {
        ExternalId = path,
        Stamp = string.Create(CultureInfo.InvariantCulture, $"{file.LastWriteTimeUtc.Ticks}-{file.Length}"),
        ChangedAt = file.LastWriteTimeUtc,
        ReadAsync = async ct =>
        {
            if (file.Length > KnowledgeLimits.FileBytes)
            {
                throw FileReading.TooLarge(file.Length);
            }

            try
            {
                return files.Of(file.Name, null, await File.ReadAllBytesAsync(file.FullName, ct).ConfigureAwait(false));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new ProviderFailedException(e is FileNotFoundException ? "The file went away while it was being read." : "The program may not read this file.", e);
            }
        },
    };
}
