using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace AssistantStudio.Core.Knowledge;

/// <summary>
/// Runs <c>pdftotext</c> of the Poppler library as a process of its own: a PDF made to crash its reader, or to keep it
/// busy for ever, takes nothing else down. The file goes in and the text comes out through pipes.
/// </summary>
internal sealed class PdfProgram(string program, ExtractionLimits limits)
{
    public const string Name = "pdftotext";

    private const int LongestComplaint = 4_000;

    /// <summary>The text in reading order, its pages divided by form feeds.</summary>
    public async Task<string> RunAsync(byte[] pdf, CancellationToken ct)
    {
        using var process = Start();
        using var time = CancellationTokenSource.CreateLinkedTokenSource(ct);
        time.CancelAfter(limits.PdfTime);
        var complaint = ReadComplaintAsync(process.StandardError, time.Token);
        var feeding = FeedAsync(process, pdf, time.Token);
        try
        {
            var text = await ReadAsync(process.StandardOutput, limits.TextBytes, time.Token).ConfigureAwait(false);
            if (text.Length > limits.TextBytes)
                throw new ExtractionException($"The text of the PDF is longer than {ExtractionLimits.Size(limits.TextBytes)}; split it into several files.");

            await feeding.ConfigureAwait(false);
            await process.WaitForExitAsync(time.Token).ConfigureAwait(false);
            return process.ExitCode == 0 ? text : throw Refused(await complaint.ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw new ExtractionException(string.Create(CultureInfo.InvariantCulture, $"Reading the PDF took longer than {limits.PdfTime.TotalSeconds:0} seconds."));
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);

            // Both use what is disposed of next; with the process gone, they end at once.
            await time.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll(feeding, complaint).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private Process Start()
    {
        var start = new ProcessStartInfo(program, ["-enc", "UTF-8", "-eol", "unix", "-", "-"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            UseShellExecute = false,
            CreateNoWindow = true,
        };
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new ExtractionException(
                "PDF files cannot be read, because the program “pdftotext” is not installed on the server: on Debian and Ubuntu it comes with the package “poppler-utils”, elsewhere with “poppler”.", e);
        }
    }

    private static async Task FeedAsync(Process process, byte[] pdf, CancellationToken ct)
    {
        try
        {
            await process.StandardInput.BaseStream.WriteAsync(pdf, ct).ConfigureAwait(false);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended before it had read all; its exit code says why.
        }
    }

    /// <summary>All there is; if that is more than allowed, what was read so far, which is more than allowed.</summary>
    private static async Task<string> ReadAsync(StreamReader reader, long most, CancellationToken ct)
    {
        var text = new StringBuilder();
        var piece = new char[16 * 1024];
        int read;
        while (text.Length <= most && (read = await reader.ReadAsync(piece, ct).ConfigureAwait(false)) > 0)
            text.Append(piece, 0, read);
        return text.ToString();
    }

    /// <summary>The first of its complaints. The rest is read as well, or the program would wait for a reader.</summary>
    private static async Task<string> ReadComplaintAsync(StreamReader reader, CancellationToken ct)
    {
        var complaint = await ReadAsync(reader, LongestComplaint, ct).ConfigureAwait(false);
        var rest = new char[4 * 1024];
        while (await reader.ReadAsync(rest, ct).ConfigureAwait(false) > 0)
        {
        }

        return complaint;
    }

    private static ExtractionException Refused(string complaint) =>
        complaint.Contains("password", StringComparison.OrdinalIgnoreCase) || complaint.Contains("encrypt", StringComparison.OrdinalIgnoreCase)
            ? new("The PDF is protected by a password; save it without one.")
            : new("The PDF is damaged and cannot be read.");
}
