using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace AssistantStudio.Core.Webhooks;

/// <summary>
/// Signatures as Standard Webhooks writes them (https://www.standardwebhooks.com), so that receivers can check them with a
/// library of their language: <c>v1,</c> and the base64 of the HMAC-SHA256 over <c>id.timestamp.body</c>.
/// </summary>
internal static class WebhookSignature
{
    public const string IdHeader = "webhook-id";
    public const string TimestampHeader = "webhook-timestamp";
    public const string SignatureHeader = "webhook-signature";

    private const string SecretPrefix = "whsec_";

    public static string NewSecret() => SecretPrefix + Convert.ToBase64String(RandomNumberGenerator.GetBytes(WebhookLimits.SecretBytes));

    /// <summary>What is shown of a secret that nobody reads back.</summary>
    public static string Hint(string secret) => $"{SecretPrefix}…{secret.TrimEnd('=')[^4..]}";

    /// <summary>One signature for each secret, with a space between.</summary>
    public static string Sign(IEnumerable<string> secrets, string id, long timestamp, string body)
    {
        var signed = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}.{timestamp}.{body}"));
        return string.Join(' ', secrets.Select(s => $"v1,{Convert.ToBase64String(HMACSHA256.HashData(KeyOf(s), signed))}"));
    }

    private static byte[] KeyOf(string secret) => Convert.FromBase64String(secret[SecretPrefix.Length..]);
}
