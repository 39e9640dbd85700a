using System.Diagnostics;
using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OpenClaw.Contracts;

namespace OpenClaw.ServiceDefaults.Audit;

/// <summary>
/// Merges entries of concurrent actions into batches: whatever gathers while a call is on its way, or since one began a moment
/// ago, leaves with the next one, so a lone entry leaves at once and a burst costs few calls.
/// </summary>
internal sealed class AuditQueue : IHostedService
{
    private static readonly ActivitySource Source = new("openclaw.audit.recorder");

    private readonly IAuditSink _sink;
    private readonly AuditRecorderOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<AuditQueue> _logger;
    private readonly Channel<WaitingEntry> _waiting;
    private Task _senders = Task.CompletedTask;

    public AuditQueue(IAuditSink sink, IOptions<AuditRecorderOptions> options, TimeProvider time, ILogger<AuditQueue> logger)
    {
        _sink = sink;
        _options = options.Value;
        _time = time;
        _logger = logger;
        _waiting = Channel.CreateBounded<WaitingEntry>(_options.MaxWaiting);
    }

    /// <param name="entries">One, or a pair that travels together.</param>
    /// <exception cref="AuditUnavailableException">The entry did not become durable within the deadline.</exception>
    public async Task AppendAsync(IReadOnlyList<AuditEntry> entries, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(_options.Deadline, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        var waiting = new WaitingEntry(entries);
        try
        {
            await _waiting.Writer.WriteAsync(waiting, either.Token);
            await waiting.Completion.WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            waiting.Abandon();
            throw new AuditUnavailableException($"No audit entry became durable within {_options.Deadline.TotalSeconds:0.#} s.");
        }
        catch (OperationCanceledException)
        {
            waiting.Abandon();
            throw;
        }
        catch (ChannelClosedException exception)
        {
            throw new AuditUnavailableException("The service is shutting down.", exception);
        }
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _senders = Task.WhenAll(Enumerable.Range(0, _options.Senders).Select(_ => Task.Run(SendAllAsync, CancellationToken.None)));
        return Task.CompletedTask;
    }

    /// <summary>Sends what is waiting; hosted services stop after the server, so nothing new arrives.</summary>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        _waiting.Writer.TryComplete();
        return _senders.WaitAsync(cancellationToken);
    }

    private async Task SendAllAsync()
    {
        var batch = new List<WaitingEntry>(_options.MaxBatch);
        var sentAt = long.MinValue;
        while (await _waiting.Reader.WaitToReadAsync())
        {
            if (sentAt != long.MinValue && _options.Spacing - _time.GetElapsedTime(sentAt) is { Ticks: > 0 } rest)
            {
                await Task.Delay(rest, _time);
            }

            sentAt = _time.GetTimestamp();
            var entries = 0;
            while (entries < _options.MaxBatch && _waiting.Reader.TryRead(out var waiting))
            {
                if (waiting.TryTake())
                {
                    batch.Add(waiting);
                    entries += waiting.Entries.Count;
                }
            }

            if (batch.Count > 0)
            {
                await SendAsync(batch);
                batch.Clear();
            }
        }
    }

    private async Task SendAsync(List<WaitingEntry> batch)
    {
        // A batch has many causes: the first one's trace shows it, the others are linked to it.
        using var span = Source.StartActivity("audit append", ActivityKind.Internal, batch[0].Cause, links: LinksOf(batch));
        try
        {
            using var deadline = new CancellationTokenSource(_options.Deadline, _time);
            await _sink.AppendAsync([.. batch.SelectMany(waiting => waiting.Entries)], deadline.Token);
            foreach (var waiting in batch)
            {
                waiting.Succeed();
            }
        }
        catch (Exception exception) when (exception is AuditRejectedException or AuditTamperedException && batch.Count > 1)
        {
            // One action's bad entry, or one company's log, must not refuse the others that happened to travel with it.
            foreach (var waiting in batch)
            {
                await SendAsync([waiting]);
            }
        }
        catch (AuditRejectedException exception)
        {
            _logger.EntryInvalid(batch[0].Entries[0].Action, exception.Message);
            batch[0].Fail(new AuditUnavailableException("The audit log rejects the entry of this action.", exception));
        }
        catch (Exception exception)
        {
            // Whatever the sink fell over, its callers must be told and the next batch must go on.
            _logger.EntriesRefused(batch.Count, exception.Message);
            foreach (var waiting in batch)
            {
                waiting.Fail(exception as AuditUnavailableException
                    ?? new AuditUnavailableException("The audit log cannot be reached.", exception));
            }
        }
    }

    private static IEnumerable<ActivityLink> LinksOf(List<WaitingEntry> batch) =>
        batch.Skip(1).Select(waiting => waiting.Cause).Where(cause => cause != default).Distinct().Select(cause => new ActivityLink(cause));
}
