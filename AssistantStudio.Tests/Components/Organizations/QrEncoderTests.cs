using System.Security.Cryptography;
using System.Text;
using AssistantStudio.Web.Components.Organizations;
using Xunit;

namespace AssistantStudio.Tests.Components.Organizations;

/// <summary>Codes that a foreign reader (zbar) has read: every version, one and several blocks, an address as authenticator apps get it.</summary>
public sealed class QrEncoderTests
{
    [Theory]
    [InlineData(10, 21, "af6a8bc3c55eebff")]
    [InlineData(30, 25, "1bbdd3a8f76b13c3")]
    [InlineData(50, 29, "ec33890c5ee8662c")]
    [InlineData(75, 33, "1e1b54a74bd46b50")]
    [InlineData(100, 37, "f1907a7484e7f98f")]
    [InlineData(130, 41, "41de37ec1b0bee4e")]
    [InlineData(150, 45, "2e4a9c398b901e4d")]
    [InlineData(190, 49, "08663d86e963506f")]
    [InlineData(228, 53, "6e86750463e2ad1d")]
    [InlineData(270, 57, "27b862620f10f59b")]
    public void Encode_TextOfEveryVersion_DrawsWhatAReaderReads(int length, int size, string fingerprint)
    {
        var modules = QrEncoder.Encode(TextOf(length));

        Assert.Equal(size, modules.GetLength(0));
        Assert.Equal(fingerprint, FingerprintOf(modules));
    }

    [Fact]
    public void Encode_TextThatIsTooLong_IsRefused() =>
        Assert.Throws<ArgumentException>(() => QrEncoder.Encode(new string('x', 272)));

    private static string TextOf(int length)
    {
        const string Address = "otpauth://totp/AssistantStudio:ada%40tarnwick.example?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=AssistantStudio&digits=6&period=30&";
        return string.Concat(Enumerable.Repeat(Address, 2))[..length];
    }

    private static string FingerprintOf(bool[,] modules) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(string.Concat(modules.Cast<bool>().Select(dark => dark ? '1' : '0')))))[..16];
}
