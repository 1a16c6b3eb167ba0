using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace AssistantStudio.Core.Shared;

/// <summary>Encrypts what must be read again by the program and by nobody else.</summary>
public sealed class SecretProtector(IDataProtectionProvider provider)
{
    private readonly IDataProtector _protector = provider.CreateProtector("AssistantStudio.Secrets.v1");

    public string Protect(string plain) => _protector.Protect(plain);

    /// <exception cref="UnavailableException">The key that encrypted it is gone.</exception>
    public string Unprotect(string encrypted)
    {
        try
        {
            return _protector.Unprotect(encrypted);
        }
        catch (CryptographicException e)
        {
            throw new UnavailableException("A stored secret can no longer be decrypted. Enter it again, or restore the keys folder from a backup.", e);
        }
    }
}

/// <summary>Random tokens for links, keys and sessions, and the hash under which they are stored.</summary>
public static class Tokens
{
    private const string Alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    public static string New(int length) => RandomNumberGenerator.GetString(Alphabet, length);

    /// <summary>A plain hash is enough: the token is random and long, there is nothing to guess.</summary>
    public static string Hash(string token) =>
        Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(token)));
}
