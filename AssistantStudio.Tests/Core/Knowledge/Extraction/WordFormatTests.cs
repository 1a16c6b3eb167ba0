using AssistantStudio.Core.Knowledge;
using Xunit;
using static AssistantStudio.Tests.Core.Knowledge.Extraction.WordFiles;

namespace AssistantStudio.Tests.Core.Knowledge.Extraction;

public sealed class WordFormatTests
{
    private const string Styles = """
        <w:style w:type="paragraph" w:styleId="Standard"><w:name w:val="Normal"/></w:style>
        <w:style w:type="paragraph" w:styleId="berschrift1"><w:name w:val="heading 1"/><w:basedOn w:val="Standard"/></w:style>
        <w:style w:type="paragraph" w:styleId="Kapitel"><w:name w:val="Kapitel"/><w:pPr><w:outlineLvl w:val="1"/></w:pPr></w:style>
        <w:style w:type="paragraph" w:styleId="Unter"><w:name w:val="Unter"/><w:basedOn w:val="Kapitel"/></w:style>
        <w:style w:type="paragraph" w:styleId="Titel"><w:name w:val="Title"/></w:style>
        <w:style w:type="paragraph" w:styleId="Code"><w:name w:val="HTML Preformatted"/></w:style>
        <w:style w:type="paragraph" w:styleId="Verzeichnis1"><w:name w:val="toc 1"/></w:style>
        <w:style w:type="paragraph" w:styleId="Punkte"><w:name w:val="List Bullet"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>
        <w:style w:type="paragraph" w:styleId="Kreis"><w:name w:val="A"/><w:basedOn w:val="Kreis"/></w:style>
        """;

    private const string Numbering = """
        <w:abstractNum w:abstractNumId="7"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/></w:lvl></w:abstractNum>
        <w:abstractNum w:abstractNumId="8"><w:lvl w:ilvl="0"><w:numFmt w:val="decimal"/></w:lvl><w:lvl w:ilvl="1"><w:numFmt w:val="lowerLetter"/></w:lvl></w:abstractNum>
        <w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="8"/></w:num>
        """;

    [Fact]
    public async Task Read_WordFile_GivesItsStructure()
    {
        var body = P("Returns guide", Style("Titel"))
            + "<w:sdt><w:sdtContent>" + P("Who pays 3", Style("Verzeichnis1")) + "</w:sdtContent></w:sdt>"
            + P("Who pays", Style("berschrift1"))
            + "<w:p><w:r><w:t>We pay, see </w:t></w:r><w:hyperlink r:id=\"rId1\"><w:r><w:t>the terms</w:t></w:r></w:hyperlink><w:r><w:t>.</w:t><w:br/><w:t>Always.</w:t></w:r><w:del><w:r><w:delText>Never.</w:delText></w:r></w:del></w:p>"
            + P("") + P("Postage", Style("Unter")) + P("Own level", "<w:outlineLvl w:val=\"2\"/>") + P("Text only", Style("berschrift1") + "<w:outlineLvl w:val=\"9\"/>")
            + P("dot", Style("Punkte")) + P("first", Number(2, 0)) + P("inner", Number(2, 1)) + P("second", Number(2, 0)) + P("inner again", Number(2, 1)) + P("no item", Style("Punkte") + Number(0, 0))
            + P("if (a)", Style("Code")) + P("    b();", Style("Code"))
            + "<w:tbl><w:tr><w:tc>" + P("Country") + "</w:tc><w:tc>" + P("Fee") + "</w:tc></w:tr><w:tr><w:tc>" + P("DE") + P("north") + "</w:tc><w:tc>" + P("0|1") + "</w:tc></w:tr></w:tbl>"
            + P("round", Style("Kreis"));

        var document = await Reading.FileAsync("guide.docx", Of(body, Styles, Numbering));

        Assert.Equal("Returns guide", document.Title);
        Assert.Equal(
            [
                "H1: Returns guide",
                "H1: Who pays",
                "Paragraph: We pay, see the terms.\nAlways.",
                "H2: Postage",
                "H3: Own level",
                "Paragraph: Text only",
                "List: - dot\n1. first\n   1. inner\n2. second\n   1. inner again",
                "Paragraph: no item",
                "Code: ```\nif (a)\n    b();\n```",
                "Table: | Country | Fee |\n| --- | --- |\n| DE north | 0\\|1 |",
                "Paragraph: round",
            ],
            Reading.Lines(document));
    }

    [Fact]
    public async Task Read_TitleInProperties_Wins() =>
        Assert.Equal("From the properties", (await Reading.FileAsync("a.bin", Of(P("x"), title: "From the properties"))).Title);

    [Fact]
    public async Task Read_OtherOfficeFiles_SaysWhatToDo()
    {
        Assert.Equal("Tables of Excel cannot be read; save each sheet as CSV.", await Reading.RefusalAsync("a.xlsx", Zip([("xl/workbook.xml", [])])));
        Assert.Equal("Slides of PowerPoint cannot be read; save them as PDF.", await Reading.RefusalAsync("a.pptx", Zip([("ppt/presentation.xml", [])])));
        Assert.Equal("OpenDocument files cannot be read; save it as .docx or PDF.", await Reading.RefusalAsync("a.odt", Zip([("content.xml", [])])));
        Assert.Equal("The file is an archive; add the files in it one by one.", await Reading.RefusalAsync("a.docx", Zip([("a.txt", [])])));
    }

    [Fact]
    public async Task Read_DamagedFiles_SaysSo()
    {
        var whole = Of(P("x"));

        Assert.Equal("The file is damaged: it is an archive without a readable list of its contents.", await Reading.RefusalAsync("a.docx", whole[..^30]));
        Assert.Equal("The Word file is damaged and cannot be read.", await Reading.RefusalAsync("a.docx", Zip([("word/document.xml", "<w:document"u8.ToArray())])));
    }

    [Fact]
    public async Task Read_DeclarationOfEntities_IsRefused()
    {
        var xml = "<!DOCTYPE d [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]><document><body><p><r><t>&b;</t></r></p></body></document>"u8.ToArray();

        Assert.Equal("The Word file is damaged and cannot be read.", await Reading.RefusalAsync("a.docx", Zip([("word/document.xml", xml)])));
    }

    [Fact]
    public async Task Read_Bombs_AreRefused()
    {
        var zeros = Zip([("word/document.xml", new byte[8 * ExtractionLimits.Megabyte])]);

        Assert.Matches("^Unpacked, the file would be [0-9,]+ times as big, as no real document is.$", await Reading.RefusalAsync("a.docx", zeros));
        Assert.Equal("Unpacked, the file would have 8 MB; the most is 1 MB.", await Reading.RefusalAsync("a.docx", zeros, new() { ZipBytes = ExtractionLimits.Megabyte }));
        Assert.Equal(
            "The file holds 3 parts; the most is 2.",
            await Reading.RefusalAsync("a.docx", Zip([("a", []), ("b", []), ("c", [])]), new() { ZipEntries = 2 }));
    }

    private static string Style(string id) => $"<w:pStyle w:val=\"{id}\"/>";

    private static string Number(int list, int level) => $"<w:numPr><w:ilvl w:val=\"{level}\"/><w:numId w:val=\"{list}\"/></w:numPr>";
}
