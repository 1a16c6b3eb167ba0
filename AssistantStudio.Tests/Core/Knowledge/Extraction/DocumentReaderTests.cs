using System.Text;
using AssistantStudio.Core.Knowledge;
using Xunit;

namespace AssistantStudio.Tests.Core.Knowledge.Extraction;

public sealed class DocumentReaderTests
{
    [Fact]
    public async Task Read_PlainText_GivesParagraphsAndLists()
    {
        var document = await Reading.TextAsync("letter.txt", "Dear all,\r\nthank you.\r\n\r\n- one\r\n- two\r\n\r\n   \r\n# no heading");

        Assert.Equal("letter", document.Title);
        Assert.Equal(["Paragraph: Dear all,\nthank you.", "List: - one\n- two", "Paragraph: # no heading"], Reading.Lines(document));
    }

    [Theory]
    [InlineData("page", "text/html; charset=utf-8", "H1: A")]
    [InlineData("page.htm", null, "H1: A")]
    [InlineData("page.unknown", "text/html", "H1: A")]
    [InlineData("page.txt", "text/html", "Paragraph: <h1>A</h1>")]
    public async Task Read_Html_IsToldByNameThenType(string name, string? contentType, string line) =>
        Assert.Equal([line], Reading.Lines(await Reading.TextAsync(name, "<h1>A</h1>", contentType)));

    [Fact]
    public async Task Read_HtmlNamedText_IsReadAsHtml() =>
        Assert.Equal(["Paragraph: A"], Reading.Lines(await Reading.TextAsync("a.txt", "\ufeff <!-- saved --> <!DOCTYPE html><p>A")));

    [Theory]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    [InlineData("utf-32")]
    public async Task Read_TextWithMark_IsDecoded(string charset)
    {
        var encoding = Encoding.GetEncoding(charset);
        var document = await Reading.FileAsync("a.md", [.. encoding.GetPreamble(), .. encoding.GetBytes("# Größe\n\nText")]);

        Assert.Equal(["H1: Größe", "Paragraph: Text"], Reading.Lines(document));
    }

    [Fact]
    public async Task Read_BinaryNamedText_IsRefused()
    {
        byte[] picture = [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13];

        Assert.Equal("The file is not text: pictures, programs and archives cannot be read.", await Reading.RefusalAsync("notes.txt", picture));
    }

    [Fact]
    public async Task Read_OldWordFile_SaysWhatToDo() =>
        Assert.Equal(
            "This is a file of an old office program; save it as .docx or PDF.",
            await Reading.RefusalAsync("a.docx", [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, 0, 0]));

    [Fact]
    public async Task Read_FileWithoutText_SaysSo()
    {
        Assert.Equal("The file is empty.", await Reading.RefusalAsync("a.md", ""));
        Assert.Equal("There is no text in the file.", await Reading.RefusalAsync("a.md", " \n\n<!-- later -->\n"));
    }

    [Fact]
    public async Task Read_TooBigFile_NamesSizeAndLimit()
    {
        var limits = new ExtractionLimits { FileBytes = 2 * ExtractionLimits.Megabyte };
        var content = new byte[(2 * ExtractionLimits.Megabyte) + (300 * 1024)];

        Assert.Equal("The file has 2.3 MB; the most is 2 MB.", await Reading.RefusalAsync("a.txt", content, limits));
    }

    [Fact]
    public async Task Read_TooMuchText_IsRefused() =>
        Assert.Equal(
            "The text is longer than 100 bytes; split it into several files.",
            await Reading.RefusalAsync("a.txt", Encoding.UTF8.GetBytes(new string('ä', 60)), new() { TextBytes = 100 }));

    [Theory]
    [InlineData("a.html", "The page has 300 bytes; the most is 200 bytes.")]
    [InlineData("a.json", "The JSON file has 300 bytes; the most is 200 bytes.")]
    public async Task Read_TooBigATree_IsRefused(string name, string sentence) =>
        Assert.Equal(sentence, await Reading.RefusalAsync(name, Encoding.UTF8.GetBytes(new string('1', 300)), new() { TreeBytes = 200 }));

    [Fact]
    public async Task Read_Cancelled_IsNoRefusal() =>
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new DocumentReader().ReadAsync("a.md", null, new MemoryStream("a"u8.ToArray()), new(canceled: true)));
}
