using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Shared;
using AssistantStudio.Tests.Support;
using Xunit;

namespace AssistantStudio.Tests.Core.Providers.Embeddings;

/// <summary>What the published BERT tokenizers do, on a small vocabulary.</summary>
public sealed class WordPieceTests
{
    private static readonly string[] s_vocabulary =
    [
        "[UNK]", "[CLS]", "[SEP]", "[PAD]", "[MASK]", "want", "##want", "##ed", "wa", "un", "runn", "##ing", ",", "low", "lowest",
        "cafe", "café", "東", "京", "🙂", "!", "’", "s", "ß", "に", "##ほ", "##ん", "a", "##a", "[", "]", "sep", "Low", "straße", "##wa", "σ", "№",
    ];

    private static readonly Dictionary<string, int> s_ids = s_vocabulary.Select((t, i) => (t, i)).ToDictionary(p => p.t, p => p.i);

    [Theory]
    [InlineData("UNwantéd,running", "un ##want ##ed , runn ##ing")] // the check value of the reference implementation
    [InlineData("", "")]
    [InlineData(" \t\r\n\u00a0\u3000", "")]
    [InlineData("low LOWEST Low", "low lowest low")]
    [InlineData("low\u0000\u200d\u0007est\ufffd", "lowest")]
    [InlineData("CAFÉ cafe\u0301", "cafe cafe")]
    [InlineData("東京low", "東 京 low")]
    [InlineData("にほん", "に ##ほ ##ん")]
    [InlineData("🙂", "🙂")]
    [InlineData("low🙂", "[UNK]")]
    [InlineData("!!low’s", "! ! low ’ s")]
    [InlineData("unwanted xyz unknown", "un ##want ##ed [UNK] [UNK]")]
    [InlineData("lowwa", "low ##wa")]
    [InlineData("lowwax", "[UNK]")]
    [InlineData("[SEP]", "[ sep ]")]
    [InlineData("\ud800low", "low")]
    [InlineData("low\u2028low\u0085low", "low [UNK]")]
    [InlineData("ΣΟΣ", "[UNK]")]
    [InlineData("Σ", "σ")]
    [InlineData("№", "№")]
    [InlineData("㐀", "[UNK]")]
    public void Encode_Uncased_GivesThePieces(string text, string pieces) => Assert.Equal(pieces, Pieces(new(), text));

    [Theory]
    [InlineData("Low café STRASSE straße", "Low café [UNK] straße")]
    [InlineData("cafe\u0301", "[UNK]")]
    public void Encode_Cased_KeepsCaseAndAccents(string text, string pieces) => Assert.Equal(pieces, Pieces(new() { Lowercase = false }, text));

    [Fact]
    public void Encode_LowercaseWithAccents_KeepsAccents() => Assert.Equal("café", Pieces(new() { StripAccents = false }, "CAFÉ"));

    [Theory]
    [InlineData(100, 100)]
    [InlineData(101, 1)]
    [InlineData(5000, 1)]
    public void Encode_LongWord_IsUnknownBeyondTheLimit(int letters, int pieces) =>
        Assert.Equal(pieces, Ids(new(), new string('a', letters), most: 8000).Ids.Length);

    [Theory]
    [InlineData("low low", 4, true, "[CLS] low low [SEP]")]
    [InlineData("low low low", 4, false, "[CLS] low low [SEP]")]
    [InlineData("low low  \n", 4, true, "[CLS] low low [SEP]")]
    [InlineData("low unwanted", 4, false, "[CLS] low un [SEP]")]
    [InlineData("low unwantedx", 4, true, "[CLS] low [UNK] [SEP]")]
    [InlineData("", 4, true, "[CLS] [SEP]")]
    public void Encode_WithSpecials_IsCutToTheMost(string text, int most, bool complete, string pieces)
    {
        var (ids, isComplete) = Ids(new() { First = "[CLS]", Last = "[SEP]" }, text, most, withSpecials: true);

        Assert.Equal((pieces, complete), (Text(ids), isComplete));
    }

    [Fact]
    public void Read_VocabularyList_UsesItsOrderAndSettings()
    {
        var folder = TestFolder.New();
        ModelFiles.WriteVocabulary(folder, s_vocabulary);
        File.WriteAllText(Path.Combine(folder, "tokenizer_config.json"), """{"do_lower_case":false,"unk_token":{"content":"[UNK]"},"cls_token":"[CLS]","sep_token":"[SEP]"}""");

        Assert.Equal("[CLS] Low un ##want ##ed [SEP]", ReadAndEncode(folder, "Low unwanted"));
    }

    [Fact]
    public void Read_MpnetList_TakesItsOwnSpecials()
    {
        var folder = TestFolder.New();
        ModelFiles.WriteVocabulary(folder, ["<s>", "<pad>", "</s>", "[UNK]", "low"]);
        Span<int> ids = stackalloc int[8];
        var count = TokenizerFiles.Read(folder).Encode("low high", ids, withSpecials: true, out _);

        Assert.Equal([0, 4, 3, 2], ids[..count].ToArray());
    }

    [Theory]
    [InlineData("""{"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"[CLS]","type_id":0}},{"Sequence":{"id":"A","type_id":0}},{"SpecialToken":{"id":"[SEP]","type_id":0}}]}""")]
    [InlineData("""{"type":"BertProcessing","sep":["[SEP]",2],"cls":["[CLS]",1]}""")]
    [InlineData("""{"type":"RobertaProcessing","sep":["[SEP]",2],"cls":["[CLS]",1],"trim_offsets":true}""")]
    public void Read_TokenizerJson_TakesIdsNormalizerAndSpecials(string processor)
    {
        var folder = Folder($$$"""
            {"normalizer":{"type":"BertNormalizer","clean_text":true,"handle_chinese_chars":true,"strip_accents":null,"lowercase":true},
             "pre_tokenizer":{"type":"BertPreTokenizer"},"post_processor":{{{processor}}},
             "model":{"type":"WordPiece","unk_token":"[UNK]","continuing_subword_prefix":"##","max_input_chars_per_word":100,"vocab":{{{Json()}}}}}
            """);

        Assert.Equal("[CLS] low un ##want ##ed 東 [SEP]", ReadAndEncode(folder, "LOW unwantéd東"));
    }

    [Theory]
    [InlineData("""{"model":{"type":"Unigram","vocab":[["a",-1.0]]}}""", "tokenizer.json cuts texts by “Unigram”; only models with a WordPiece tokenizer can be used, which most English BERT, MiniLM, MPNet, E5 and BGE models have.")]
    [InlineData("""{"model":{"type":"WordPiece"}}""", "tokenizer.json has no vocabulary.")]
    [InlineData("""{"model":{"type":"WordPiece","vocab":{"a":0}},"pre_tokenizer":{"type":"BertPreTokenizer"}}""", "The tokenizer's vocabulary has no “[UNK]” for words that it does not know.")]
    [InlineData("""{"model":{"type":"WordPiece","vocab":{"a":"x"}}}""", "tokenizer.json has a token without a whole number as its id: “a”.")]
    [InlineData("""{"model":{"type":"WordPiece","vocab":{"a":-1}}}""", "The tokenizer's vocabulary has the id -1; the most is 1999999.")]
    [InlineData("""{"model":{"type":"WordPiece","vocab":{"[UNK]":0}},"pre_tokenizer":{"type":"Metaspace"}}""", "tokenizer.json splits texts by “Metaspace”; BertPreTokenizer is known here.")]
    [InlineData("""{"model":{"type":"WordPiece","vocab":{"[UNK]":0}},"normalizer":{"type":"Precompiled"}}""", "tokenizer.json prepares texts by “Precompiled”, which is not known here.")]
    [InlineData("""{}""", "tokenizer.json has no “model”.")]
    [InlineData("""not json""", "tokenizer.json cannot be read: it is not JSON.")]
    [InlineData("""7""", "tokenizer.json cannot be read: it is not JSON.")]
    public void Read_TokenizerJsonThatCannotBeUsed_SaysWhy(string json, string sentence)
    {
        var error = Assert.Throws<ValidationException>(() => TokenizerFiles.Read(Folder(json)));

        Assert.Equal(sentence, Assert.Single(error.Errors["folder"]));
    }

    private static string Folder(string tokenizer)
    {
        var folder = TestFolder.New();
        File.WriteAllText(Path.Combine(folder, "tokenizer.json"), tokenizer);
        return folder;
    }

    private static string Json() => System.Text.Json.JsonSerializer.Serialize(s_ids);

    private static string ReadAndEncode(string folder, string text)
    {
        var ids = new int[32];
        var count = TokenizerFiles.Read(folder).Encode(text, ids, withSpecials: true, out _);
        return Text(ids[..count]);
    }

    private static string Pieces(WordPieceRules rules, string text) => Text(Ids(rules, text, most: 64).Ids);

    private static string Text(int[] ids) => string.Join(' ', ids.Select(i => s_vocabulary[i]));

    private static (int[] Ids, bool Complete) Ids(WordPieceRules rules, string text, int most, bool withSpecials = false)
    {
        var ids = new int[most];
        var count = new WordPieceTokenizer(rules, s_ids).Encode(text, ids, withSpecials, out var complete);
        return (ids[..count], complete);
    }
}
