using AssistantStudio.Core.Shared;

namespace AssistantStudio.Core.Knowledge;

/// <summary>
/// A file between being fetched and being taken apart. Many wait for that at a time: what is not small waits on the disk,
/// in a file that goes away with the program.
/// </summary>
internal sealed class KeptBody : IDisposable
{
    private const int SmallBytes = 64 * 1024;
    private byte[]? _bytes;
    private FileStream? _file;

    public static KeptBody Of(byte[] bytes)
    {
        if (bytes.Length <= SmallBytes)
        {
            return new() { _bytes = bytes };
        }

        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Share = FileShare.None, Options = FileOptions.DeleteOnClose | FileOptions.Asynchronous };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        FileStream? file = null;
        try
        {
            file = new FileStream(Path.Combine(Path.GetTempPath(), $"studio-{Guid.NewGuid():N}"), options);
            if (!OperatingSystem.IsWindows())
            {
                File.Delete(file.Name); // What is open lives on without a name, and goes away with the program however that ends.
            }

            file.Write(bytes);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            file?.Dispose();
            throw new UnavailableException("A file that was fetched could not be kept: the disk may be full.", e);
        }

        return new() { _file = file };
    }

    public void Dispose()
    {
        _bytes = null;
        _file?.Dispose();
        _file = null;
    }

    /// <summary>Once: it is not needed after that.</summary>
    public async Task<byte[]> TakeAsync(CancellationToken ct)
    {
        if (_file is { } file)
        {
            await using (file.ConfigureAwait(false))
            {
                _file = null;
                var bytes = new byte[file.Length];
                file.Position = 0;
                await file.ReadExactlyAsync(bytes, ct).ConfigureAwait(false);
                return bytes;
            }
        }

        var taken = _bytes ?? throw new ProviderFailedException("It has to be fetched again.");
        _bytes = null;
        return taken;
    }
}
