using System.Security.Cryptography;
using System.Text;
using AssistantStudio.Core.Shared;

namespace AssistantStudio.Core.Organizations;

/// <summary>The one-time set-up link of this run of the program. It lives in memory: a restart prints another.</summary>
public sealed class SetupLink(TimeProvider clock)
{
    public static readonly TimeSpan Life = TimeSpan.FromHours(1);

    private readonly string _token = Tokens.New(32);
    private readonly DateTimeOffset _made = clock.GetUtcNow();

    public string Token => _token;

    public DateTime ExpiresAt => (_made + Life).UtcDateTime;

    public bool Matches(string? token) =>
        token is not null && clock.GetUtcNow() < _made + Life
        && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(token), Encoding.UTF8.GetBytes(_token));
}
