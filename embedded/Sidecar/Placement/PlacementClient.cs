using System.Net;
using System.Text.Json;
using System.Threading.Channels;
using OpenClaw.Sidecar.Hosting;

namespace OpenClaw.Sidecar.Placement;

/// <summary>
/// Keeps this sidecar registered and its table current. A broken stream is opened again at once and then once a
/// second; the last table stays in use for name resolution meanwhile, because most of it is still true.
/// </summary>
internal sealed class PlacementClient : BackgroundService, INameResolver
{
    private readonly string? _address;
    private readonly TimeProvider _clock;
    private readonly ILogger<PlacementClient> _logger;
    private readonly HttpMessageInvoker _http = new(new SocketsHttpHandler { EnableMultipleHttp2Connections = true, ConnectTimeout = TimeSpan.FromSeconds(1) });
    private readonly List<IPlacementListener> _listeners = [];
    private readonly TaskCompletionSource _registered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Channel<HostMessage>? _outbox;
    private volatile PlacementTable _table;
    private volatile HostRecord _self;
    private long _lastHeard;
    private bool _lost;

    /// <summary>While a step is applied nothing is read: a host that drains its actors must not take that for silence.</summary>
    private volatile bool _applying;

    public PlacementClient(SidecarOptions options, TimeProvider clock, ILogger<PlacementClient> logger)
    {
        _address = options.PlacementAddress;
        _clock = clock;
        _logger = logger;
        _self = new HostRecord(options.AppId, options.Namespace, $"{options.HostAddress}:{options.InternalPort}", Guid.NewGuid().ToString("N"), []);
        _table = new PlacementTable(0, [_self]);
        _lastHeard = clock.GetTimestamp();
    }

    public PlacementTable Table => _table;

    public HostRecord Self => _self;

    /// <summary>False without <c>--placement-host-address</c>: then there are no actors and only this app is known.</summary>
    public bool IsConfigured => _address is not null;

    /// <summary>Ends when the first table was received.</summary>
    public Task Registered => _registered.Task;

    public IReadOnlyList<HostRecord> Resolve(string appId, string appNamespace) => _table.OfApp(appId, appNamespace);

    /// <summary>Call before the host starts.</summary>
    public void Listen(IPlacementListener listener) => _listeners.Add(listener);

    /// <summary>Announces the actor types of the app; an empty list withdraws them (unhealthy app, shutdown).</summary>
    public void SetActorTypes(IReadOnlyList<string> actorTypes)
    {
        if (actorTypes.SequenceEqual(_self.ActorTypes))
        {
            return;
        }
        _self = _self with { ActorTypes = actorTypes };
        if (_address is null)
        {
            _table = new PlacementTable(_table.Version + 1, [_self]);
            return;
        }
        _outbox?.Writer.TryWrite(new HostMessage(_self, _table.Version));
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (_address is null)
        {
            _registered.TrySetResult();
            return;
        }
        while (!stoppingToken.IsCancellationRequested)
        {
            var reason = await StreamOnceAsync(stoppingToken);
            if (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            _logger.StreamBroken(_address, reason);
            await CheckLostAsync(stoppingToken);
            try
            {
                await Task.Delay(TimeSpan.FromMilliseconds(500), _clock, stoppingToken);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private async Task<string> StreamOnceAsync(CancellationToken stoppingToken)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        var outbox = Channel.CreateUnbounded<HostMessage>();
        outbox.Writer.TryWrite(new HostMessage(_self, _table.Version));
        _outbox = outbox;
        _applying = false;
        var beating = BeatAsync(outbox.Writer, ended);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, $"http://{_address}/v1/stream")
            {
                Version = HttpVersion.Version20,
                VersionPolicy = HttpVersionPolicy.RequestVersionExact,
                Content = new PlacementStreamContent(outbox.Reader, ended.Token),
            };
            using var response = await _http.SendAsync(request, ended.Token);
            response.EnsureSuccessStatusCode();
            using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(ended.Token));
            Heard();
            while (await reader.ReadLineAsync(ended.Token) is { } line)
            {
                Heard();
                var message = JsonSerializer.Deserialize(line, PlacementJson.Default.PlacementMessage)!;
                if (message.Op != PlacementOp.Beat)
                {
                    await ApplyAsync(message, outbox.Writer, ended.Token);
                }
            }
            return "closed by the service";
        }
        catch (Exception error) when (error is HttpRequestException or IOException or OperationCanceledException or JsonException)
        {
            return error.Message;
        }
        finally
        {
            await ended.CancelAsync();
            await beating;
        }
    }

    private async Task ApplyAsync(PlacementMessage message, ChannelWriter<HostMessage> outbox, CancellationToken cancellationToken)
    {
        if (message.Op == PlacementOp.Update)
        {
            _table = new PlacementTable(message.Version, message.Hosts ?? []);
            _logger.TableReceived(message.Version, _table.Hosts.Count);
        }
        _applying = true;
        foreach (var listener in _listeners)
        {
            await (message.Op switch
            {
                PlacementOp.Lock => listener.LockAsync(cancellationToken),
                PlacementOp.Update => listener.UpdateAsync(_table, cancellationToken),
                _ => listener.UnlockAsync(cancellationToken),
            });
        }
        Heard();
        _applying = false;
        outbox.TryWrite(new HostMessage(AckOp: message.Op, AckVersion: message.Version));
        if (message.Op == PlacementOp.Unlock)
        {
            _registered.TrySetResult();
        }
    }

    private async Task BeatAsync(ChannelWriter<HostMessage> outbox, CancellationTokenSource ended)
    {
        try
        {
            while (true)
            {
                await Task.Delay(PlacementTiming.Beat, _clock, ended.Token);
                outbox.TryWrite(new HostMessage());
                if (!_applying && _clock.GetElapsedTime(Interlocked.Read(ref _lastHeard)) > PlacementTiming.Silence)
                {
                    await ended.CancelAsync();
                }
            }
        }
        catch (OperationCanceledException)
        {
            outbox.TryComplete();
        }
    }

    private void Heard()
    {
        Interlocked.Exchange(ref _lastHeard, _clock.GetTimestamp());
        _lost = false;
    }

    private async Task CheckLostAsync(CancellationToken cancellationToken)
    {
        var silent = _clock.GetElapsedTime(Interlocked.Read(ref _lastHeard));
        if (_lost || silent < PlacementTiming.GiveUp)
        {
            return;
        }
        _lost = true;
        _logger.StreamLost(silent.TotalSeconds);
        foreach (var listener in _listeners)
        {
            await listener.LostAsync(cancellationToken);
        }
    }

    public override void Dispose()
    {
        _http.Dispose();
        base.Dispose();
    }
}
