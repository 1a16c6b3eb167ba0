using AssistantStudio.Core.Deployments;
using AssistantStudio.Core.Shared;
using Microsoft.Extensions.AI;

namespace AssistantStudio.Core.Serving;

/// <summary>
/// A release is asked as programs ask it: before it takes its place again, because what was good in March may ask a model that
/// is gone, and while it answers, where somebody wants to know before others find out.
/// </summary>
internal sealed class ReleaseRehearsal(ServingService serving, TimeProvider clock) : IReleaseRehearsal
{
    private const int MostQuestions = 3;
    private const int ShownLength = 300;
    private const string First = "Hello. What can you help me with?";

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    public async Task<IReadOnlyList<RehearsedQuestion>> RunAsync(LiveDeployment release, CancellationToken ct)
    {
        var suggested = release.Kept.Snapshot.Content.SuggestedQuestions.Take(MostQuestions).ToList();
        var asked = (suggested.Count > 0 ? suggested : [First]).Select(question => AskAsync(release, question, s_patience, ct));
        return await Task.WhenAll(asked).ConfigureAwait(false);
    }

    public async Task<RehearsedQuestion> AskAsync(LiveDeployment release, string question, TimeSpan patience, CancellationToken ct)
    {
        var began = clock.GetTimestamp();
        using var waiting = new CancellationTokenSource(patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, waiting.Token);
        var (answer, problem) = ("", (string?)null);
        try
        {
            using var call = await serving.OpenAsync(new("", [new(ChatRole.User, question)], new()), release, null, mayCache: false, either.Token).ConfigureAwait(false);
            answer = (await call.AnswerAsync(either.Token).ConfigureAwait(false)).Text;
            problem = string.IsNullOrWhiteSpace(answer) ? "The answer was empty." : null;
        }
        catch (StudioException e)
        {
            problem = e.Message;
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            problem = $"There was no answer within {patience.TotalSeconds:0} seconds.";
        }

        return new(question, PlainText.Cut(answer, ShownLength), problem, (int)clock.GetElapsedTime(began).TotalMilliseconds);
    }
}
