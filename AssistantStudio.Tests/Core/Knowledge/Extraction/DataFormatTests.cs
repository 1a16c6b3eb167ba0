using Xunit;

namespace AssistantStudio.Tests.Core.Knowledge.Extraction;

public sealed class DataFormatTests
{
    [Theory]
    [InlineData("a.csv", "Country,Fee\r\n\"Germany, north\",\"4,90\"\r\nFrance,\r\n")]
    [InlineData("a.csv", "Country;Fee\nGermany, north;4,90\nFrance;\n")]
    [InlineData("a.tsv", "Country\tFee\nGermany, north\t4,90\nFrance\t\n")]
    [InlineData("a.csv", "sep=|\nCountry|Fee\nGermany, north|4,90\nFrance|\n")]
    public async Task Read_Csv_RowsAreRecords(string name, string text) =>
        Assert.Equal(["Paragraph: Country: Germany, north\nFee: 4,90", "Paragraph: Country: France"], Reading.Lines(await Reading.TextAsync(name, text)));

    [Fact]
    public async Task Read_CsvQuotes_MayHoldLinesAndQuotes() =>
        Assert.Equal(
            ["Paragraph: Name: He said \"no\"\nNote: two\nlines"],
            Reading.Lines(await Reading.TextAsync("a.csv", "Name,Note\n\"He said \"\"no\"\"\",\"two\nlines\"\n,\n")));

    [Fact]
    public async Task Read_CsvWithoutHeader_NumbersItsColumns() =>
        Assert.Equal(
            ["Paragraph: Column 1: a\nColumn 2: 1", "Paragraph: Column 1: b\nColumn 2: 2\nColumn 3: more"],
            Reading.Lines(await Reading.TextAsync("a.csv", "a,1\nb,2,more")));

    [Fact]
    public async Task Read_BrokenCsv_GivesWhatThereIs()
    {
        Assert.Equal(["Paragraph: A: 1\nB: open\nend"], Reading.Lines(await Reading.TextAsync("a.csv", "A,B\n1,\"open\nend")));
        Assert.Equal(["Paragraph: A\nB"], Reading.Lines(await Reading.TextAsync("a.csv", "A,B\n")));
    }

    [Fact]
    public async Task Read_Json_HasPathsRecordsAndSections()
    {
        var document = await Reading.TextAsync("shop.json", """
            {
              // the shop
              "name": "Shop", "open": true, "closed": null, "tags": ["a", "b"], "empty": [], "address": {"city": "Bonn", "zip": "53111"},
              "orders": [{"id": 1, "items": [{"sku": "x"}, {"sku": "y"}]}, {"id": 2}],
              "rules": {"returns": {"days": 14, "except": {"food": true}}},
            }
            """);

        Assert.Equal(
            [
                "Paragraph: name: Shop\nopen: true\ntags: a, b\naddress.city: Bonn\naddress.zip: 53111",
                "H1: orders",
                "Paragraph: id: 1\nitems[0].sku: x\nitems[1].sku: y",
                "Paragraph: id: 2",
                "H1: rules",
                "H2: returns",
                "Paragraph: days: 14\nexcept.food: true",
            ],
            Reading.Lines(document));
    }

    [Theory]
    [InlineData("a.json", """[{"a": 1}, {"a": 2}]""")]
    [InlineData("a.jsonl", "{\"a\": 1}\n\n{\"a\": 2}\n")]
    [InlineData("a.json", "{\"a\": 1}\n{\"a\": 2}\n")]
    public async Task Read_JsonRecords_AreParagraphs(string name, string text) =>
        Assert.Equal(["Paragraph: a: 1", "Paragraph: a: 2"], Reading.Lines(await Reading.TextAsync(name, text)));

    [Fact]
    public async Task Read_JsonWithHalfACharacter_IsRead() =>
        Assert.Equal([@"Paragraph: a: x\ud83d"], Reading.Lines(await Reading.TextAsync("a.json", """{"a": "x\ud83d"}""")));

    [Fact]
    public async Task Read_BrokenJson_NamesTheLine()
    {
        Assert.Equal("The file is not valid JSON; the mistake is in line 2.", await Reading.RefusalAsync("a.json", "{\"a\": 1,\n \"b\": }"));
        Assert.StartsWith("The file is not valid JSON", await Reading.RefusalAsync("a.json", new string('[', 5_000)), StringComparison.Ordinal);
    }
}
