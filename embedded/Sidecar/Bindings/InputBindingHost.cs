using System.Net;
using System.Net.Http.Headers;
using OpenClaw.Sidecar.App;
using OpenClaw.Sidecar.Components;
using OpenClaw.Sidecar.Resiliency;
using OpenClaw.Sidecar.Telemetry;

namespace OpenClaw.Sidecar.Bindings;

/// <summary>Asks the app which input bindings it takes, and carries their events while it is healthy.</summary>
internal sealed class InputBindingHost(
    ComponentRegistry components, AppChannel channel, ResiliencyProvider resiliency, ILogger<InputBindingHost> logger)
{
    private static readonly TimeSpan ProbeTimeout = TimeSpan.FromSeconds(3);
    private readonly List<IAsyncDisposable> _running = [];

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var binding in components.InputBindings.Values)
        {
            if (!binding.ProbeApp || await IsTakenAsync(binding.Route, cancellationToken))
            {
                _running.Add(await binding.Binding.StartAsync((one, token) => SendAsync(binding, one, token), cancellationToken));
                logger.BindingStarted(binding.Name);
            }
        }
    }

    public async Task StopAsync()
    {
        var running = _running.ToArray();
        _running.Clear();
        await Task.WhenAll(running.Select(binding => binding.DisposeAsync().AsTask()));
    }

    private async Task<bool> IsTakenAsync(string route, CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(ProbeTimeout);
        using var request = new HttpRequestMessage(HttpMethod.Options, $"{channel.BaseAddress}/{route}");
        using var response = await channel.SendAsync(request, timeout.Token);
        return response.Message.StatusCode != HttpStatusCode.NotFound;
    }

    private async Task SendAsync(InputBindingComponent binding, BindingEvent one, CancellationToken cancellationToken)
    {
        using var activity = SidecarTelemetry.StartConsumer($"bindings/{binding.Name}", null, null);
        var code = await resiliency.Inbound(binding.Name, "Binding").RunAsync(
            attempt => PostAsync(binding, one, attempt),
            static status => new Verdict(status != (int)HttpStatusCode.OK, status),
            cancellationToken);
        SidecarMetrics.InputBindings.Add(1, new MetricLabels(binding.Name, SidecarMetrics.Text(code is >= 200 and <= 299)));
        if (code is < 200 or > 299)
        {
            throw new BindingException($"the app answered {code}");
        }
    }

    private async Task<int> PostAsync(InputBindingComponent binding, BindingEvent one, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{channel.BaseAddress}/{binding.Route}")
        {
            Content = new ReadOnlyMemoryContent(one.Data) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
        };
        foreach (var (name, value) in one.Metadata)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }
        TraceHeaders.Inject(request);
        using var response = await channel.SendAsync(request, cancellationToken);
        return (int)response.Message.StatusCode;
    }
}
