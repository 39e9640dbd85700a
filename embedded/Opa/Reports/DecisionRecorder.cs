using System.Text;
using OpenClaw.Opa.Core;
using OpenClaw.Opa.Server;
using OpenClaw.Rego;
using OpenClaw.Rego.Evaluate;
using OpenClaw.Rego.Values;

namespace OpenClaw.Opa.Reports;

/// <summary>Turns decisions into events: drop policy, mask policy, rate limit, then console and buffer.</summary>
internal sealed class DecisionRecorder
{
    private const long DefaultChunk = 32768;

    private readonly OpaConfig _config;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly RegoValue? _settings;
    private readonly long? _perSecond;

    // Long enough for an upload to make room, shorter than the patience of most callers.
    private readonly TimeSpan _longestWait = TimeSpan.FromSeconds(5);
    private readonly Lock _rateGate = new();
    private long _number;
    private long _dropped;
    private long _uploaded;
    private long _second;
    private long _inSecond;

    public DecisionRecorder(OpaConfig config, TimeProvider clock, ILogger logger, bool consoleByFlag)
    {
        (_config, _clock, _logger) = (config, clock, logger);
        _settings = config.Root.At("decision_logs");
        Service = _settings.At("service").AsText();
        Console = consoleByFlag || _settings.At("console").IsTrue();
        _perSecond = _settings.At("reporting", "max_decisions_per_second").AsLong();

        // Unlike OPA's the default is bounded, because a full buffer makes requests wait instead of losing events.
        Buffer = new DecisionBuffer(_settings.At("reporting", "buffer_size_limit_bytes").AsLong() is { } limit and > 0 ? limit : 64L << 20);
    }

    public string? Service { get; }

    public bool Console { get; }

    public bool IsEnabled => Service is not null || Console;

    /// <summary>The size of one upload. Default 32 KiB, as in OPA.</summary>
    public long ChunkSize => _settings.At("reporting", "upload_size_limit_bytes").AsLong() ?? DefaultChunk;

    public DecisionBuffer Buffer { get; }

    public long Dropped => Interlocked.Read(ref _dropped);

    public long Uploaded => Interlocked.Read(ref _uploaded);

    public void CountUploaded(int count) => Interlocked.Add(ref _uploaded, count);

    /// <summary>The listener that a request's evaluation needs: for its metrics, for the event, or none.</summary>
    public EvalProbe? ProbeFor(OpaRequest request) =>
        request.Metrics.Probe ?? (IsEnabled && _config.KeepsAnswers ? new EvalProbe(isInstrument: false) : null);

    public async Task RecordAsync(Decision decision)
    {
        if (!IsEnabled)
        {
            return;
        }

        var entry = decision.ToEvent(_config, _clock.GetUtcNow(), Interlocked.Increment(ref _number));
        try
        {
            if (Policy(decision.State, "drop_decision", "/system/log/drop", entry).IsTrue())
            {
                return;
            }

            entry = DecisionMask.Apply(entry, Policy(decision.State, "mask_decision", "/system/log/mask", entry));
        }
        catch (RegoException error)
        {
            // Unmasked content must not leave; what happened must not get lost.
            _logger.MaskFailed(decision.Request.DecisionId, error.Message);
            entry = DecisionMask.Apply(entry, Json.Array([Json.Text("/input"), Json.Text("/result"), Json.Text("/nd_builtin_cache")]));
        }

        var line = Line(entry);
        if (Console)
        {
            var text = Encoding.UTF8.GetString(line);
            _logger.DecisionLogged(text);
        }

        if (Service is not null)
        {
            await BufferAsync(decision, line);
        }
    }

    /// <summary>Of an event that fits no upload the answers of built-ins go first: it can be understood without them.</summary>
    private byte[] Line(ObjectValue entry)
    {
        var line = Encoding.UTF8.GetBytes(Json.Write(entry));
        return line.Length > ChunkSize && entry.At("nd_builtin_cache") is not null
            ? Encoding.UTF8.GetBytes(Json.Write(DataTree.Remove(entry, ["nd_builtin_cache"])))
            : line;
    }

    private async Task BufferAsync(Decision decision, byte[] line)
    {
        if (IsOverRate())
        {
            Drop(decision, "max_decisions_per_second is reached");
            return;
        }

        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(decision.Request.Aborted);
        deadline.CancelAfter(_longestWait);
        try
        {
            await Buffer.AddAsync(line, deadline.Token);
        }
        catch (OperationCanceledException) when (!decision.Request.Aborted.IsCancellationRequested)
        {
            Drop(decision, "the buffer stayed full");
            throw new OpaException(503, "internal_error", "the decision log is full: the decision is not given because it could not be recorded");
        }
        catch (OperationCanceledException)
        {
            // The caller never sees this answer, so there is no unlogged decision in use.
            Drop(decision, "the client left while the buffer was full");
            throw;
        }
    }

    private void Drop(Decision decision, string reason)
    {
        Interlocked.Increment(ref _dropped);
        _logger.DecisionDropped(decision.Request.DecisionId, reason);
    }

    private bool IsOverRate()
    {
        if (_perSecond is not { } limit)
        {
            return false;
        }

        lock (_rateGate)
        {
            var second = _clock.GetUtcNow().ToUnixTimeSeconds();
            (_second, _inSecond) = second == _second ? (second, _inSecond + 1) : (second, 1);
            return _inSecond > limit;
        }
    }

    private RegoValue? Policy(PolicyState state, string setting, string fallback, RegoValue entry) =>
        state.Evaluate(DataPath.Split(_settings.At(setting).AsText() ?? fallback), entry, CancellationToken.None);
}
