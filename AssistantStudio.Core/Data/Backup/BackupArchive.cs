using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace AssistantStudio.Core.Data;

/// <summary>Writes and verifies the zip file of a backup.</summary>
internal static class BackupArchive
{
    public const string DatabaseFolder = "database/";
    public const string SqliteEntry = DatabaseFolder + "studio.db";
    public const string KeysFolder = "keys/";
    public const string UploadsFolder = "uploads/";

    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    public static async Task<BackupFile> AddAsync(ZipArchive zip, string name, Func<Stream, CancellationToken, Task> write, CancellationToken ct)
    {
        var entry = zip.CreateEntry(name, CompressionLevel.Fastest);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var stream = await entry.OpenAsync(ct).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            var counted = new HashingStream(stream, hash);
            await using (counted.ConfigureAwait(false))
            {
                await write(counted, ct).ConfigureAwait(false);
                await counted.FlushAsync(ct).ConfigureAwait(false);
                return new(name, counted.Written, Convert.ToHexStringLower(hash.GetHashAndReset()));
            }
        }
    }

    public static async Task<List<BackupFile>> AddFolderAsync(ZipArchive zip, string prefix, string folder, CancellationToken ct)
    {
        var files = new List<BackupFile>();
        if (!Directory.Exists(folder))
        {
            return files;
        }

        foreach (var path in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var name = prefix + Path.GetRelativePath(folder, path).Replace('\\', '/');
            files.Add(await AddAsync(zip, name, (target, token) => CopyFileAsync(path, target, token), ct).ConfigureAwait(false));
        }

        return files;
    }

    public static async Task WriteManifestAsync(ZipArchive zip, BackupManifest manifest, CancellationToken ct)
    {
        var stream = await zip.CreateEntry(BackupManifest.FileName).OpenAsync(ct).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            await JsonSerializer.SerializeAsync(stream, manifest, s_json, ct).ConfigureAwait(false);
        }
    }

    /// <summary>Reads the manifest and every byte it names. Whoever gets the manifest back may trust the archive.</summary>
    public static async Task<BackupManifest> VerifyAsync(string file, CancellationToken ct)
    {
        try
        {
            var zip = await ZipFile.OpenReadAsync(file, ct).ConfigureAwait(false);
            await using (zip.ConfigureAwait(false))
            {
                var manifest = await ReadManifestAsync(zip, file, ct).ConfigureAwait(false);
                foreach (var expected in manifest.Files)
                {
                    await VerifyEntryAsync(zip, expected, file, ct).ConfigureAwait(false);
                }

                return manifest;
            }
        }
        catch (Exception e) when (e is InvalidDataException or JsonException or EndOfStreamException)
        {
            throw new StartupException($"{file} is damaged or is not a backup of AssistantStudio. Nothing was changed; take another backup file.", e);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException)
        {
            throw new StartupException($"{file} cannot be read: {e.Message}", e);
        }
    }

    private static async Task<BackupManifest> ReadManifestAsync(ZipArchive zip, string file, CancellationToken ct)
    {
        var entry = zip.GetEntry(BackupManifest.FileName) ?? throw new InvalidDataException("no manifest");
        var stream = await entry.OpenAsync(ct).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            var manifest = await JsonSerializer.DeserializeAsync<BackupManifest>(stream, s_json, ct).ConfigureAwait(false)
                ?? throw new InvalidDataException("empty manifest");
            return manifest.Format <= BackupManifest.CurrentFormat
                ? manifest
                : throw new StartupException($"{file} was made by a newer version of AssistantStudio. Restore it with that version.");
        }
    }

    private static async Task VerifyEntryAsync(ZipArchive zip, BackupFile expected, string file, CancellationToken ct)
    {
        var unsafeName = expected.Name.Contains("..", StringComparison.Ordinal) || Path.IsPathRooted(expected.Name);
        var entry = unsafeName ? null : zip.GetEntry(expected.Name);
        if (entry is null || entry.Length != expected.Bytes)
        {
            throw new InvalidDataException(expected.Name);
        }

        var stream = await entry.OpenAsync(ct).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            var actual = Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, ct).ConfigureAwait(false));
            if (actual != expected.Sha256)
            {
                throw new StartupException($"{file} is damaged: the checksum of {expected.Name} is wrong. Nothing was changed; take another backup file.");
            }
        }
    }

    private static async Task CopyFileAsync(string path, Stream target, CancellationToken ct)
    {
        var source = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        await using (source.ConfigureAwait(false))
        {
            await source.CopyToAsync(target, ct).ConfigureAwait(false);
        }
    }

    /// <summary>Counts and hashes what passes through; closing it leaves the inner stream open.</summary>
    private sealed class HashingStream(Stream inner, IncrementalHash hash) : Stream
    {
        public long Written { get; private set; }

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => Written;

        public override long Position { get => Written; set => throw new NotSupportedException("Only written, from start to end."); }

        public override void Flush() => inner.Flush();

        public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Only written, from start to end.");

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("Only written, from start to end.");

        public override void SetLength(long value) => throw new NotSupportedException("Only written, from start to end.");

        public override void Write(byte[] buffer, int offset, int count)
        {
            hash.AppendData(buffer, offset, count);
            Written += count;
            inner.Write(buffer, offset, count);
        }

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            hash.AppendData(buffer.Span);
            Written += buffer.Length;
            await inner.WriteAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
    }
}
