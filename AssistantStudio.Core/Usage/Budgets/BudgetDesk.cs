using System.Globalization;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace AssistantStudio.Core.Usage;

/// <summary>A call that is about to be made.</summary>
/// <param name="Worst">As the ledger would have it if the call cost the most that it can. Without a cost: nobody knows.</param>
/// <param name="Longest">After this it is over, whatever became of it.</param>
internal sealed record CallRequest(UsageDraft Worst, TimeSpan Longest);

/// <param name="IsLimited">A budget counts on the most being the most: it has to be imposed on the call.</param>
/// <param name="MostOutput">In tokens, as it was held back.</param>
internal sealed record CallPermit(Guid ReservationId, DateTime At, bool IsLimited, long MostOutput);

/// <summary>
/// Before each call that may be billed: writes it down and holds back the most it can cost in every budget it counts against,
/// in one transaction, or refuses it. Fails closed: what cannot be written down is not asked.
/// </summary>
internal sealed class BudgetDesk : IAsyncDisposable
{
    private const int GroupSize = 200;

    private readonly StudioDb _db;
    private readonly KnownBudgets _budgets;
    private readonly NodeIdentity _node;
    private readonly TimeProvider _clock;
    private readonly GroupedWork<CallRequest, Answer> _requests;
    private readonly GroupedWork<Guid, bool> _releases;

    public BudgetDesk(StudioDb db, KnownBudgets budgets, NodeIdentity node, TimeProvider clock, ILogger<BudgetDesk> log)
    {
        (_db, _budgets, _node, _clock) = (db, budgets, node, clock);
        _requests = new(GroupSize, ReserveAsync, (e, calls) => UsageLog.GroupFailed(log, e, calls));
        _releases = new(GroupSize, ReleaseAsync, (e, calls) => UsageLog.GroupFailed(log, e, calls));
    }

    /// <exception cref="LimitExceededException">A budget has no room for it, or the model has no price and a budget needs one.</exception>
    public async Task<CallPermit> ReserveAsync(CallRequest request, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        Answer answer;
        try
        {
            // Its group is written even if the caller goes, so the caller stays until it is known what has to be given back.
            answer = await _requests.AddAsync(request, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            throw new UnavailableException("The call could not be written down before it is made, so it is not made.", e);
        }

        if (ct.IsCancellationRequested && answer.Permit is { } unused)
        {
            await ReleaseAsync(unused.ReservationId).ConfigureAwait(false);
        }

        ct.ThrowIfCancellationRequested();
        return answer.Permit ?? throw answer.Refusal!;
    }

    /// <summary>Nothing was billed.</summary>
    public Task ReleaseAsync(Guid reservationId) => _releases.AddAsync(reservationId, CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await _requests.DisposeAsync().ConfigureAwait(false);
        await _releases.DisposeAsync().ConfigureAwait(false);
    }

    private async Task<IReadOnlyList<Answer>> ReserveAsync(IReadOnlyList<CallRequest> requests)
    {
        var budgets = new List<Budget>();
        foreach (var organization in requests.Select(r => r.Worst.OrganizationId).Distinct())
        {
            budgets.AddRange(await _budgets.OfAsync(organization, CancellationToken.None).ConfigureAwait(false));
        }

        var context = await _db.OpenSystemAsync(CancellationToken.None).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var transaction = await context.Database.BeginTransactionAsync().ConfigureAwait(false);
            await using (transaction.ConfigureAwait(false))
            {
                var now = _clock.GetUtcNow().UtcDateTime;
                var covering = requests.Select(r => budgets.Where(b => b.Covers(r.Worst)).ToArray()).ToArray();
                var books = await context.OpenBooksAsync([.. covering.SelectMany(c => c).Distinct().Select(b => (b, b.StartOf(now)))], CancellationToken.None).ConfigureAwait(false);
                var answers = requests.Zip(covering, (request, some) => Decide(request, [.. some.Select(b => books[new(b.Id, b.StartOf(now))])], now)).ToArray();
                foreach (var book in books.Values.Where(b => b.Reserved != b.WasReserved))
                {
                    await context.HoldAsync(book, CancellationToken.None).ConfigureAwait(false);
                }

                await context.ReserveAsync([.. answers.Select(a => a.Reservation).OfType<CallReservation>()], CancellationToken.None).ConfigureAwait(false);
                await transaction.CommitAsync().ConfigureAwait(false);
                return answers;
            }
        }
    }

    private Answer Decide(CallRequest request, OpenBook[] books, DateTime now)
    {
        var binding = books.Where(b => b.Budget.Binds(request.Worst)).ToArray();
        if (request.Worst.Cost is not { } most)
        {
            if (binding.FirstOrDefault() is { } needsPrice)
            {
                return new(null, null, new LimitExceededException(
                    $"{request.Worst.Model} has no price here, and under {BudgetText.Of(needsPrice.Budget)} every call needs one. Enter its price among the models, or use another."));
            }

            most = 0;
        }

        if (binding.FirstOrDefault(b => !b.HasRoomFor(most)) is { } full)
        {
            return new(null, null, new LimitExceededException(RefusalOf(full, most), full.Budget.EndOf(full.Start) - now));
        }

        foreach (var book in books)
        {
            book.Reserved += most;
        }

        var reservation = new CallReservation
        {
            OrganizationId = request.Worst.OrganizationId,
            At = now,
            ExpiresAt = now + request.Longest,
            Node = _node.Name,
            Amount = most,
            HoldsJson = StoredJson.Write(books.Select(b => new BudgetHold(b.Budget.Id, b.Start))),
            DraftJson = StoredJson.Write(request.Worst with { At = now }),
        };
        return new(reservation, new(reservation.Id, now, binding.Length > 0, request.Worst.Usage.Output), null);
    }

    private static string RefusalOf(OpenBook book, long most)
    {
        var left = Math.Max(0, book.Budget.Amount - book.Spent - book.Reserved);
        var state = left == 0 ? $"is used up: all of {BudgetText.Money(book.Budget.Amount)} is spent or held back for calls on their way"
            : $"has {BudgetText.Money(left)} left of {BudgetText.Money(book.Budget.Amount)}, and this call may cost up to {BudgetText.Money(most)}";
        return string.Create(CultureInfo.InvariantCulture, $"{BudgetText.Sentence(book.Budget)} {state}. It begins anew on {book.Budget.EndOf(book.Start):d MMMM} at 00:00 UTC.");
    }

    private async Task<IReadOnlyList<bool>> ReleaseAsync(IReadOnlyList<Guid> reservations)
    {
        var context = await _db.OpenSystemAsync(CancellationToken.None).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var transaction = await context.Database.BeginTransactionAsync().ConfigureAwait(false);
            await using (transaction.ConfigureAwait(false))
            {
                await context.GiveBackAsync(await context.TakeAsync(reservations, CancellationToken.None).ConfigureAwait(false), CancellationToken.None).ConfigureAwait(false);
                await transaction.CommitAsync().ConfigureAwait(false);
            }
        }

        return [.. reservations.Select(_ => true)];
    }

    private sealed record Answer(CallReservation? Reservation, CallPermit? Permit, LimitExceededException? Refusal);
}
