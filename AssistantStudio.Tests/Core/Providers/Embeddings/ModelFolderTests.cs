using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Shared;
using AssistantStudio.Tests.Support;
using Xunit;

namespace AssistantStudio.Tests.Core.Providers.Embeddings;

public sealed class ModelFolderTests
{
    private static readonly EncoderShape s_shape = new("bert", 20, 1, 2, 36, 60, 64);

    [Fact]
    public void Read_Encoder_TellsKindSizeLengthAndPrompts()
    {
        var folder = Encoder();
        File.WriteAllText(Path.Combine(folder, "config_sentence_transformers.json"), """{"prompts":{"query":"query: ","document":"passage: "}}""");
        var read = ModelFolder.Read(folder);

        Assert.Equal((LocalModelKind.SentenceEncoder, 20, 64), (read.Kind, read.Dimensions, read.MaxTokens));
        Assert.Equal(new Dictionary<string, string> { ["query"] = "query: ", ["document"] = "passage: " }, read.Prompts);
        Assert.True(read.WeightBytes > 10_000);
    }

    [Fact]
    public void Read_StaticTable_TellsKindAndSize()
    {
        var folder = TestFolder.New();
        ModelFiles.WriteSafetensors(Path.Combine(folder, "model.safetensors"), new WrittenTensor("embeddings", [3, 5], () => new float[15]));
        ModelFiles.WriteVocabulary(folder, ["[UNK]", "[CLS]", "[SEP]"]);
        var read = ModelFolder.Read(folder);

        Assert.Equal((LocalModelKind.StaticEmbeddings, 5, 60L), (read.Kind, read.Dimensions, read.WeightBytes));
    }

    [Theory]
    [InlineData("model.safetensors", null, "The folder has no model.safetensors.")]
    [InlineData("config.json", null, "The folder has no config.json, which says how the weights are put together.")]
    [InlineData("vocab.txt", null, "The folder has neither tokenizer.json nor vocab.txt, so texts cannot be cut into tokens.")]
    [InlineData("model.safetensors", "", "model.safetensors is empty or cut off: it has 0 bytes.")]
    [InlineData("config.json", "{}", "config.json does not say which type of model it is (“model_type”).")]
    [InlineData("config.json", """{"model_type":"llama"}""", "config.json says that the model is of type “llama”; bert, mpnet, roberta and xlm-roberta can be used.")]
    [InlineData("config.json", """{"model_type":"bert"}""", "config.json has no “hidden_size”.")]
    [InlineData("config.json", """{"model_type":"bert","hidden_size":99999999}""", "config.json says “hidden_size” is 99999999; it can be 1 to 8192.")]
    [InlineData("config.json", """{"model_type":"bert","hidden_size":20,"num_attention_heads":3}""", "config.json is wrong: 20 hidden numbers cannot be shared among 3 heads.")]
    [InlineData("config.json", """{"model_type":"bert","hidden_act":"relu"}""", "config.json asks for “hidden_act” “relu”; only “gelu” can be computed.")]
    [InlineData("modules.json", """[{"type":"sentence_transformers.models.Transformer"},{"type":"sentence_transformers.models.Dense"}]""", "modules.json has the step “Dense” after the encoder, which cannot be computed.")]
    [InlineData("modules.json", "{}", "modules.json is not a list.")]
    [InlineData("1_Pooling/config.json", """{"pooling_mode_weightedmean_tokens":true}""", "1_Pooling/config.json asks for “weightedmean_tokens”; mean, cls or max of the tokens can be computed.")]
    [InlineData("1_Pooling/config.json", """{"pooling_mode_cls_token":true,"pooling_mode_mean_tokens":true}""", "1_Pooling/config.json asks for “cls_token, mean_tokens”; mean, cls or max of the tokens can be computed.")]
    public void Read_FolderThatCannotBeUsed_SaysWhy(string file, string? content, string sentence)
    {
        var folder = Encoder();
        var path = Path.Combine(folder, file);
        if (content is null)
            File.Delete(path);
        else
            File.WriteAllText(path, content);

        Fails(sentence, () => ModelFolder.Read(folder));
    }

    [Fact]
    public void Read_OtherWeightFiles_SaysWhatToGet()
    {
        var folder = TestFolder.New();
        File.WriteAllText(Path.Combine(folder, "pytorch_model.bin"), "x");
        Fails("The folder has pytorch_model.bin, which may contain programs; get model.safetensors of the same model instead.", () => ModelFolder.Read(folder));

        File.WriteAllText(Path.Combine(folder, "model.safetensors.index.json"), "{}");
        Fails("The weights are split over several files; a single model.safetensors is needed.", () => ModelFolder.Read(folder));
    }

    [Fact]
    public void Read_NoFolder_SaysSo() => Fails("There is no folder “/nowhere/at/all” on the server.", () => ModelFolder.Read("/nowhere/at/all"));

    [Fact]
    public void Read_OtherWeights_SaysWhatIsMissing()
    {
        var folder = Encoder();
        ModelFiles.WriteSafetensors(Path.Combine(folder, "model.safetensors"), new WrittenTensor("decoder", [2], () => [1, 2]));

        Fails("model.safetensors has neither a table “embeddings” nor the layers of a BERT-type encoder.", () => ModelFolder.Read(folder));
    }

    [Fact]
    public void Open_WeightsThatDoNotFitTheConfiguration_SaysWhich()
    {
        var folder = Encoder();
        var path = Path.Combine(folder, "config.json");
        File.WriteAllText(path, File.ReadAllText(path).Replace("\"intermediate_size\":36", "\"intermediate_size\":40", StringComparison.Ordinal));

        Fails(
            "model.safetensors has the tensor “encoder.layer.0.intermediate.dense.weight” as 36 x 20; the configuration needs 40 x 20.",
            () => ModelFolder.Read(folder).Open());
    }

    [Fact]
    public void Open_VocabularyLargerThanTheModel_SaysSo()
    {
        var folder = Encoder();
        File.AppendAllText(Path.Combine(folder, "vocab.txt"), "more\n");

        Fails("The tokenizer knows the token 60, the model only 60 tokens: they belong to different models.", () => ModelFolder.Read(folder).Open());
    }

    [Fact]
    public void Read_BgeWithoutPooling_TakesTheFirstToken()
    {
        var folder = Path.Combine(TestFolder.New(), "bge-small-en-v1.5");
        ModelFiles.WriteEncoder(folder, s_shape, seed: 1);
        Directory.Delete(Path.Combine(folder, "1_Pooling"), recursive: true);

        Assert.Equal(Pooling.FirstToken, EncoderConfig.Read(folder).Pooling);
        Assert.Equal(Pooling.Mean, EncoderConfig.Read(Encoder()).Pooling);
    }

    private static string Encoder()
    {
        var folder = TestFolder.New();
        ModelFiles.WriteEncoder(folder, s_shape, seed: 1);
        return folder;
    }

    private static void Fails(string sentence, Func<object> act)
    {
        var error = Assert.Throws<ValidationException>(act);

        Assert.Equal(sentence, Assert.Single(error.Errors["folder"]));
    }
}
