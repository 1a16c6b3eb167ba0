using System.Security.Claims;
using System.Text;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Shared;
using AssistantStudio.Tests.Support;
using AssistantStudio.Web.Api;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AssistantStudio.Tests.Api;

/// <summary>What a second try gets when the first one did not simply succeed. The call behind the key is written by the test.</summary>
public sealed class IdempotencyOutcomeTests
{
    [Fact]
    public async Task Call_ThatFailedUnexpectedly_IsNotCarriedOutAgain()
    {
        await using var studio = await StudioAsync();
        var calls = 0;
        Task Work(HttpContext context) => ++calls == 1 ? throw new InvalidOperationException("after the commit") : Task.CompletedTask;

        await Assert.ThrowsAsync<InvalidOperationException>(() => SendAsync(studio, Work));
        var second = await Assert.ThrowsAsync<ConflictException>(() => SendAsync(studio, Work));

        Assert.Equal(("idempotency_done", 1), (second.Code, calls));
    }

    [Fact]
    public async Task Call_WithAReplyTooLargeToKeep_IsAnsweredOnceAndNotCarriedOutAgain()
    {
        await using var studio = await StudioAsync();
        var calls = 0;
        var large = new string('x', 300 << 10);
        Task Work(HttpContext context)
        {
            calls++;
            return context.Response.WriteAsync(large, CancellationToken.None);
        }

        var first = await SendAsync(studio, Work);
        var second = await Assert.ThrowsAsync<ConflictException>(() => SendAsync(studio, Work));

        Assert.Equal((large.Length, "idempotency_done", 1), (first.Length, second.Code, calls));
    }

    [Fact]
    public async Task Call_WhoseReplyCannotBeKept_IsAnsweredAndNotCarriedOutAgain()
    {
        await using var studio = await StudioAsync();
        await using (var db = await studio.OpenAsync())
        {
            await db.Database.ExecuteSqlRawAsync(
                """CREATE TRIGGER refuse BEFORE UPDATE ON "IdempotentReplies" WHEN NEW."Body" IS NOT NULL BEGIN SELECT RAISE(ABORT, 'no room'); END""");
        }

        var calls = 0;
        Task Work(HttpContext context)
        {
            calls++;
            return context.Response.WriteAsync("done", CancellationToken.None);
        }

        var first = await SendAsync(studio, Work);
        var second = await Assert.ThrowsAsync<ConflictException>(() => SendAsync(studio, Work));

        Assert.Equal(("done", "idempotency_done", 1), (first, second.Code, calls));
    }

    [Fact]
    public async Task Call_ThatWasRefused_MayBeSentAgain()
    {
        await using var studio = await StudioAsync();
        var calls = 0;
        Task Work(HttpContext context) => ++calls == 1 ? throw new NotFoundException("The thing") : context.Response.WriteAsync("done", CancellationToken.None);

        await Assert.ThrowsAsync<NotFoundException>(() => SendAsync(studio, Work));

        Assert.Equal("done", await SendAsync(studio, Work));
    }

    [Fact]
    public async Task Call_WithAnotherQuery_IsAnotherCall()
    {
        await using var studio = await StudioAsync();
        static Task Work(HttpContext context) => context.Response.WriteAsync(context.Request.QueryString.Value!, CancellationToken.None);

        Assert.Equal("?part=1", await SendAsync(studio, Work, "?part=1"));
        Assert.Equal("?part=2", await SendAsync(studio, Work, "?part=2"));
    }

    [Fact]
    public async Task Call_WhoseCallerHangsUp_IsCarriedToItsEnd()
    {
        await using var studio = await StudioAsync();
        using var gone = new CancellationTokenSource();
        async Task Work(HttpContext context)
        {
            await gone.CancelAsync();
            context.RequestAborted.ThrowIfCancellationRequested();
            await context.Response.WriteAsync("done", CancellationToken.None);
        }

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => SendAsync(studio, Work, aborted: gone.Token));

        Assert.Equal("done", await SendAsync(studio, Work));
    }

    private static Task<TestStudio> StudioAsync() => TestStudio.CreateAsync(configure: services => services.AddScoped<IdempotencyStore>());

    private static async Task<string> SendAsync(TestStudio studio, RequestDelegate work, string query = "", CancellationToken aborted = default)
    {
        await using var scope = studio.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Access>().Become(studio.GrantOf(Role.OrgAdmin));
        var app = new ApplicationBuilder(studio.Services);
        app.UseIdempotencyKeys();
        app.Run(work);
        var reply = new MemoryStream();
        var context = new DefaultHttpContext { RequestServices = scope.ServiceProvider, User = new(new ClaimsIdentity("test")), RequestAborted = aborted };
        context.Request.Method = HttpMethods.Post;
        context.Request.Path = "/api/v1/things";
        context.Request.QueryString = new(query);
        context.Request.Headers[Idempotency.Header] = "one";
        context.Response.Body = reply;

        await app.Build()(context);

        return Encoding.UTF8.GetString(reply.ToArray());
    }
}
