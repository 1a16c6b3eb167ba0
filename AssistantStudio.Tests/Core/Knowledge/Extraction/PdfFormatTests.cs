using AssistantStudio.Core.Knowledge;
using AssistantStudio.Tests.Support;
using Xunit;

namespace AssistantStudio.Tests.Core.Knowledge.Extraction;

public sealed class PdfFormatTests
{
    [Fact]
    public async Task Read_PdfNamedMarkdown_GivesItsParagraphs()
    {
        SkipWithoutProgram();

        var document = await Reading.FileAsync("terms.md", PdfFiles.Of(["Who sends a parcel", "back pays nothing.", "", "Fees: 5 \u20ac".Replace('\u20ac', '\u0080')]));

        Assert.Equal("terms", document.Title);
        Assert.Equal(["Paragraph: Who sends a parcel back pays nothing.", "Paragraph: Fees: 5 €"], Reading.Lines(document));
    }

    [Fact]
    public async Task Read_SeveralPages_AreSections()
    {
        SkipWithoutProgram();

        var document = await Reading.FileAsync("a.pdf", PdfFiles.Of(["First page."], ["Second page."]));

        Assert.Equal(["H1: Page 1", "Paragraph: First page.", "H1: Page 2", "Paragraph: Second page."], Reading.Lines(document));
    }

    [Fact]
    public async Task Read_DamagedPdf_SaysSo()
    {
        SkipWithoutProgram();

        Assert.Equal("The PDF is damaged and cannot be read.", await Reading.RefusalAsync("a.pdf", "%PDF-1.7\nnothing else"));
    }

    [Fact]
    public async Task Read_PdfWithoutText_SaysWhatMayHelp()
    {
        SkipWithoutProgram();

        Assert.Equal(
            "There is no text in the PDF. If it consists of scanned pages, have their text recognised first.",
            await Reading.RefusalAsync("a.pdf", PdfFiles.Of([""], [""])));
    }

    [Fact]
    public async Task Read_NotInstalled_SaysWhatToInstall()
    {
        var error = await Assert.ThrowsAsync<ExtractionException>(() => ReadWith("/nowhere/pdftotext", new()));

        Assert.Equal(
            "PDF files cannot be read, because the program “pdftotext” is not installed on the server: on Debian and Ubuntu it comes with the package “poppler-utils”, elsewhere with “poppler”.",
            error.Message);
    }

    [Fact]
    public async Task Read_PasswordNeeded_SaysSo()
    {
        var program = Script("cat > /dev/null; echo 'Command Line Error: Incorrect password' >&2; exit 1");

        Assert.Equal("The PDF is protected by a password; save it without one.", (await Assert.ThrowsAsync<ExtractionException>(() => ReadWith(program, new()))).Message);
    }

    [Fact]
    public async Task Read_ProgramThatHangs_IsEndedInTime()
    {
        var program = Script("sleep 600");

        var error = await Assert.ThrowsAsync<ExtractionException>(() => ReadWith(program, new() { PdfTime = TimeSpan.FromSeconds(1) }));

        Assert.Equal("Reading the PDF took longer than 1 seconds.", error.Message);
    }

    [Fact]
    public async Task Read_ProgramThatWritesWithoutEnd_IsEnded()
    {
        var error = await Assert.ThrowsAsync<ExtractionException>(() => ReadWith(Script("yes"), new() { TextBytes = 100_000 }));

        Assert.Equal("The text of the PDF is longer than 100,000 bytes; split it into several files.", error.Message);
    }

    [Fact]
    public async Task Read_ProgramThatComplainsMuch_IsHeardOut()
    {
        var program = Script("cat > /dev/null; i=0; while [ $i -lt 5000 ]; do echo 'Syntax Warning: this one is invalid' >&2; i=$((i+1)); done; echo 'Text all the same.'");

        Assert.Equal(["Paragraph: Text all the same."], Reading.Lines(await ReadWith(program, new())));
    }

    [Fact]
    public async Task Read_Cancelled_EndsTheProgram()
    {
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ReadWith(Script("sleep 600"), new(), stop.Token));
    }

    [Fact]
    public void Arrange_Lines_BecomeParagraphsWithoutWhatEachPageRepeats()
    {
        var pages = Enumerable.Range(1, 4).Select(i => $"Terms of the shop\n\nText number {(char)('a' + i)} was divi-\nded here, well-\nKnown.\n\n• one\n• two\n\n{i} / 4\n");
        var document = PdfFormat.Arrange(string.Join('\f', pages) + "\f", "terms", new());

        Assert.Equal(["H1: Page 1", "Paragraph: Text number b was divided here, well- Known.", "Paragraph: • one", "Paragraph: • two", "H1: Page 2"], Reading.Lines(document).Take(5));
        Assert.Equal(16, document.Blocks.Count);
    }

    private static Task<ExtractedDocument> ReadWith(string program, ExtractionLimits limits, CancellationToken ct = default) =>
        new DocumentReader(limits, program).ReadAsync("a.pdf", null, new MemoryStream(PdfFiles.Of(["x"])), ct);

    private static string Script(string commands)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The stand-in for the program is a shell script.");
        var path = Path.Combine(TestFolder.New(), "pdftotext");
        File.WriteAllText(path, $"#!/bin/sh\n{commands}\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return path;
    }

    private static void SkipWithoutProgram()
    {
        var paths = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        Assert.SkipUnless(Array.Exists(paths, p => File.Exists(Path.Combine(p, PdfProgram.Name))), "pdftotext is not installed here.");
    }
}
