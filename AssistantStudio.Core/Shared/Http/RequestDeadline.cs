namespace AssistantStudio.Core.Shared.Http;

/// <summary>The time one request may take in all, and the steps inside it, each with a time of its own.</summary>
internal sealed class RequestDeadline(TimeSpan total, TimeProvider time) : IDisposable
{
    private readonly CancellationTokenSource _total = new(total, time);

    public TimeSpan Total => total;

    public Step Begin(TimeSpan limit, CancellationToken cancellationToken) => new(this, limit, cancellationToken);

    public void Dispose() => _total.Dispose();

    public sealed class Step : IDisposable
    {
        private readonly RequestDeadline _deadline;
        private readonly TimeSpan _limit;
        private readonly CancellationTokenSource _timer;
        private readonly CancellationTokenSource _linked;

        public Step(RequestDeadline deadline, TimeSpan limit, CancellationToken cancellationToken)
        {
            _deadline = deadline;
            _limit = limit;
            _timer = new CancellationTokenSource(limit, deadline.Time);
            _linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline._total.Token, _timer.Token);
        }

        public CancellationToken Token => _linked.Token;

        /// <summary>Which limit was passed, if one was.</summary>
        public TimeSpan? Exceeded =>
            _deadline._total.IsCancellationRequested ? _deadline.Total
            : _timer.IsCancellationRequested ? _limit
            : null;

        public void Dispose()
        {
            _linked.Dispose();
            _timer.Dispose();
        }
    }

    private TimeProvider Time => time;
}
