using AssistantStudio.Core.Data;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AssistantStudio.Core.Organizations;

/// <summary>Rents a user manager for one operation: a circuit lives for hours, a context must not.</summary>
public sealed class Identity(
    StudioDb db, IOptions<IdentityOptions> options, IPasswordHasher<StudioUser> hasher, IServiceProvider services,
    ILogger<UserManager<StudioUser>> log)
{
    private readonly ILookupNormalizer _normalizer = new UpperInvariantLookupNormalizer();

    internal async Task<IdentityWork> OpenAsync(CancellationToken ct)
    {
        var context = await db.OpenSystemAsync(ct).ConfigureAwait(false);
        var store = new TrackedUserStore(context);
        var users = new UserManager<StudioUser>(
            store, options, hasher, [new UserValidator<StudioUser>()], [new PasswordRules()], _normalizer, new IdentityErrorDescriber(), services, log);
        return new(context, users);
    }

    /// <summary>Takes as long as checking a real password, so that the time of a failed sign-in does not tell who exists.</summary>
    internal void PretendToCheck(string password) => hasher.VerifyHashedPassword(s_nobody, s_hash.Value, password);

    private static readonly StudioUser s_nobody = new() { Name = "nobody" };
    private static readonly Lazy<string> s_hash = new(() => new PasswordHasher<StudioUser>().HashPassword(s_nobody, "correct horse battery staple"));
}

/// <summary>
/// Leaves saving to the operation. The base class would attach the user anew at each update, which forgets what the
/// database holds: the second update of one operation would look like somebody else's.
/// </summary>
internal sealed class TrackedUserStore : UserOnlyStore<StudioUser, StudioDbContext, Guid>
{
    public TrackedUserStore(StudioDbContext context)
        : base(context) => AutoSaveChanges = false;

    public override Task<IdentityResult> UpdateAsync(StudioUser user, CancellationToken cancellationToken = default)
    {
        user.ConcurrencyStamp = Guid.NewGuid().ToString();
        return Task.FromResult(IdentityResult.Success);
    }
}

/// <summary>A user manager and its context. Nothing is saved before <see cref="SaveAsync"/>: change and audit entry go together.</summary>
internal sealed class IdentityWork(StudioDbContext db, UserManager<StudioUser> users) : IAsyncDisposable
{
    public StudioDbContext Db { get; } = db;

    public UserManager<StudioUser> Users { get; } = users;

    public Task SaveAsync(CancellationToken ct) => Db.SaveChangesAsync(ct);

    public async ValueTask DisposeAsync()
    {
        Users.Dispose();
        await Db.DisposeAsync().ConfigureAwait(false);
    }
}

/// <summary>Length beats special signs: a long phrase is easier to keep and harder to guess.</summary>
public sealed class PasswordRules : IPasswordValidator<StudioUser>
{
    private static readonly HashSet<string> s_common = new(StringComparer.OrdinalIgnoreCase)
    {
        "password1234", "passwordpassword", "123456789012", "1234567890123", "12345678901234", "qwertyuiop12", "qwertyuiopas",
        "adminadminadmin", "administrator", "letmeinletmein", "welcomewelcome", "iloveyouiloveyou", "changemechangeme", "password123456",
    };

    public Task<IdentityResult> ValidateAsync(UserManager<StudioUser> manager, StudioUser user, string? password) =>
        Task.FromResult(Problem(password, user.Email) is { } problem
            ? IdentityResult.Failed(new IdentityError { Code = "Password", Description = problem })
            : IdentityResult.Success);

    /// <summary>What is wrong with a password, in words, or null.</summary>
    public static string? Problem(string? password, string? email) => password switch
    {
        null or "" => "Enter a password.",
        { Length: < OrganizationLimits.PasswordLength } => $"At least {OrganizationLimits.PasswordLength} characters; this has {password.Length}. A short sentence works well.",
        { Length: > OrganizationLimits.MaxPasswordLength } => $"At most {OrganizationLimits.MaxPasswordLength} characters.",
        _ when password.Distinct().Count() < 5 => "This repeats too few characters. A short sentence works well.",
        _ when s_common.Contains(password) => "This is among the first passwords that are tried. A short sentence works well.",
        _ when email is { Length: > 0 } && password.Contains(email, StringComparison.OrdinalIgnoreCase) => "A password must not contain the e-mail address.",
        _ => null,
    };
}
