using System.IO.Compression;
using System.Xml;

namespace AssistantStudio.Core.Knowledge;

/// <summary>The parts of an office file. Files that would fill the memory, and XML that would load something, are refused.</summary>
internal sealed class OfficePackage : IDisposable
{
    private readonly ZipArchive _zip;
    private readonly ExtractionLimits _limits;

    private OfficePackage(ZipArchive zip, ExtractionLimits limits)
    {
        _zip = zip;
        _limits = limits;
    }

    public static OfficePackage Open(byte[] content, ExtractionLimits limits)
    {
        ZipArchive zip;
        try
        {
            zip = new(new MemoryStream(content), ZipArchiveMode.Read);
            Check(zip, content.Length, limits);
        }
        catch (InvalidDataException e)
        {
            throw new ExtractionException("The file is damaged: it is an archive without a readable list of its contents.", e);
        }

        return new(zip, limits);
    }

    public bool Has(string part) => _zip.GetEntry(part) is not null;

    /// <summary>A reader of a part, or null. What the archive says about sizes is only believed when it is bad enough.</summary>
    public XmlReader? Read(string part)
    {
        if (_zip.GetEntry(part) is not { } entry)
            return null;

        return XmlReader.Create(entry.Open(), new()
        {
            DtdProcessing = DtdProcessing.Prohibit,
            XmlResolver = null,
            MaxCharactersInDocument = _limits.ZipBytes,
            IgnoreComments = true,
            IgnoreProcessingInstructions = true,
            CloseInput = true,
        });
    }

    public void Dispose() => _zip.Dispose();

    private static void Check(ZipArchive zip, long compressed, ExtractionLimits limits)
    {
        if (zip.Entries.Count > limits.ZipEntries)
            throw new ExtractionException($"The file holds {zip.Entries.Count:N0} parts; the most is {limits.ZipEntries:N0}.");

        var bytes = zip.Entries.Sum(e => e.Length);
        if (bytes > limits.ZipBytes)
            throw new ExtractionException($"Unpacked, the file would have {ExtractionLimits.Size(bytes)}; the most is {ExtractionLimits.Size(limits.ZipBytes)}.");

        if (bytes > ExtractionLimits.HarmlessZipBytes && bytes / Math.Max(compressed, 1) > limits.ZipRatio)
            throw new ExtractionException($"Unpacked, the file would be {bytes / Math.Max(compressed, 1):N0} times as big, as no real document is.");
    }
}
