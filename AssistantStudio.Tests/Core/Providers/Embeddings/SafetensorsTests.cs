using System.Buffers.Binary;
using System.Text;
using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Shared;
using AssistantStudio.Tests.Support;
using Xunit;

namespace AssistantStudio.Tests.Core.Providers.Embeddings;

public sealed class SafetensorsTests
{
    [Theory]
    [InlineData("F32")]
    [InlineData("F16")]
    [InlineData("BF16")]
    public void ReadFloats_EveryWidth_GivesTheNumbers(string type)
    {
        var path = Path.Combine(TestFolder.New(), "m.safetensors");
        float[] numbers = [0, 1, -2, 0.5f, 100, -0.0078125f];
        ModelFiles.WriteSafetensors(path, new WrittenTensor("first", [3], () => [1, 2, 3], "F32"), new WrittenTensor("t", [2, 3], () => numbers, type));
        using var file = SafetensorsFile.Open(path);

        Assert.Equal(numbers, file.ReadFloats(file.Find("t", 2, 3)));
        Assert.Equal([1, 2, 3], file.ReadFloats(file.Find("first", -1)));
    }

    [Fact]
    public void ReadFloats_MoreThanOnePiece_GivesAll()
    {
        var path = Path.Combine(TestFolder.New(), "m.safetensors");
        var numbers = Enumerable.Range(0, 700_001).Select(i => (float)i).ToArray();
        ModelFiles.WriteSafetensors(path, new WrittenTensor("t", [700_001], () => numbers));
        using var file = SafetensorsFile.Open(path);

        Assert.Equal(numbers, file.ReadFloats(file.Find("t", 700_001)));
    }

    [Theory]
    [InlineData("""[]""", "m.safetensors is damaged: its header is not a list of tensors.")]
    [InlineData("""{"t":""", "m.safetensors is damaged: its header cannot be read.")]
    [InlineData("""{"t":{"dtype":"F32","shape":[2]}}""", "m.safetensors is damaged: the tensor “t” has no type, shape or place.")]
    [InlineData("""{"t":7}""", "m.safetensors is damaged: the tensor “t” has no type, shape or place.")]
    [InlineData("""{"t":{"dtype":"F32","shape":[2],"data_offsets":[0,8,9]}}""", "m.safetensors is damaged: the tensor “t” has no type, shape or place.")]
    [InlineData("""{"t":{"dtype":"F32","shape":[2],"data_offsets":["0","8"]}}""", "m.safetensors is damaged: its header cannot be read.")]
    [InlineData("""{"t":{"dtype":"Q4","shape":[2],"data_offsets":[0,8]}}""", "m.safetensors has the tensor “t” in the number format “Q4”, which is not known.")]
    [InlineData("""{"t":{"dtype":"F32","shape":[2],"data_offsets":[0,17]}}""", "m.safetensors is cut off or damaged: the tensor “t” lies outside the file.")]
    [InlineData("""{"t":{"dtype":"F32","shape":[2],"data_offsets":[-8,0]}}""", "m.safetensors is cut off or damaged: the tensor “t” lies outside the file.")]
    [InlineData("""{"t":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}""", "m.safetensors is cut off or damaged: the tensor “t” lies outside the file.")]
    [InlineData("""{"t":{"dtype":"F32","shape":[2],"data_offsets":[9223372036854775800,9223372036854775807]}}""", "m.safetensors is cut off or damaged: the tensor “t” lies outside the file.")]
    [InlineData("""{"t":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}""", "m.safetensors is damaged: the tensor “t” takes 8 bytes, its shape needs 12.")]
    [InlineData("""{"t":{"dtype":"F32","shape":[-2,-1],"data_offsets":[0,8]}}""", "m.safetensors is damaged: the shape of the tensor “t” is not made of whole numbers.")]
    [InlineData("""{"t":{"dtype":"F32","shape":[1.5],"data_offsets":[0,8]}}""", "m.safetensors is damaged: the shape of the tensor “t” is not made of whole numbers.")]
    [InlineData("""{"t":{"dtype":"F32","shape":[4611686018427387904,4,2],"data_offsets":[0,8]}}""", "m.safetensors is damaged: the shape of the tensor “t” is larger than the file.")]
    [InlineData("""{"t":{"dtype":"F32","shape":[1,1,1,1,1,1,1,1,2],"data_offsets":[0,8]}}""", "m.safetensors is damaged: the tensor “t” has 9 dimensions.")]
    [InlineData("""{"t":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"u":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}""", "m.safetensors is damaged: the tensors “t” and “u” overlap.")]
    [InlineData("""{"t":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"t":{"dtype":"F32","shape":[2],"data_offsets":[8,16]}}""", "m.safetensors is damaged: it has the tensor “t” twice.")]
    public void Open_HostileHeader_SaysWhatIsWrong(string header, string sentence) => Fails(sentence, () => Open(header));

    [Fact]
    public void Open_NestedHeader_SaysThatItCannotBeRead() =>
        Fails("m.safetensors is damaged: its header cannot be read.", () => Open(new string('[', 100_000)));

    [Theory]
    [InlineData(0, "m.safetensors is empty or cut off: it has 0 bytes.")]
    [InlineData(7, "m.safetensors is empty or cut off: it has 7 bytes.")]
    public void Open_TooShort_SaysSo(int bytes, string sentence) => Fails(sentence, () => OpenBytes(new byte[bytes]));

    [Theory]
    [InlineData(ulong.MaxValue, "m.safetensors is not a safetensors file: its header would be 18,446,744,073,709,551,615 bytes long.")]
    [InlineData(1000UL, "m.safetensors is cut off: its header is 1,000 bytes long, the file has 20.")]
    public void Open_HeaderLongerThanTheFile_SaysSo(ulong length, string sentence)
    {
        var bytes = new byte[20];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, length);

        Fails(sentence, () => OpenBytes(bytes));
    }

    [Fact]
    public void Find_MissingOrOtherShape_SaysWhatIsNeeded()
    {
        using var file = Open("""{"t":{"dtype":"F32","shape":[2,2],"data_offsets":[0,16]}}""");

        Fails("m.safetensors has no tensor “u”.", () => file.Find("u", 2));
        Fails("m.safetensors has the tensor “t” as 2 x 2; the configuration needs any x 3.", () => file.Find("t", -1, 3));
        Fails("m.safetensors has the tensor “t” as 2 x 2; the configuration needs 4.", () => file.Find("t", 4));
    }

    [Fact]
    public void ReadFloats_WrongTypeOrNotANumber_SaysSo()
    {
        using var integers = Open("""{"t":{"dtype":"I32","shape":[2],"data_offsets":[0,8]}}""");
        Fails("m.safetensors has the tensor “t” as I32; F32, F16, BF16, F64 and I8 can be read.", () => integers.ReadFloats(integers.Find("t", 2)));

        using var infinite = Open("""{"t":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", [0, 0, 0x80, 0x7F]);
        Fails("m.safetensors is damaged: the tensor “t” has values that are not numbers.", () => infinite.ReadFloats(infinite.Find("t", 1)));
    }

    private static SafetensorsFile Open(string header, byte[]? data = null)
    {
        var json = Encoding.UTF8.GetBytes(header);
        var length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, json.Length);
        return OpenBytes([.. length, .. json, .. data ?? new byte[16]]);
    }

    private static SafetensorsFile OpenBytes(byte[] bytes)
    {
        var path = Path.Combine(TestFolder.New(), "m.safetensors");
        File.WriteAllBytes(path, bytes);
        return SafetensorsFile.Open(path);
    }

    private static void Fails(string sentence, Func<object> act)
    {
        var error = Assert.Throws<ValidationException>(act);

        Assert.Equal(sentence, Assert.Single(error.Errors["folder"]));
    }
}
