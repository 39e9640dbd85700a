using System.Collections.Concurrent;
using System.Text;
using OpenClaw.Opa.Core;
using OpenClaw.Rego.Values;

namespace OpenClaw.Opa.Reports;

/// <summary>
/// The status document: bundles, plugins, decision logs. Each change is uploaded; while an upload is under way or fails,
/// the newest document replaces the one that waits, as it contains it.
/// </summary>
internal sealed class StatusReporter : BackgroundService
{
    private readonly OpaConfig _config;
    private readonly PluginStates _plugins;
    private readonly IReadOnlyDictionary<string, ServiceClient> _services;
    private readonly ILogger _logger;
    private readonly ConcurrentDictionary<string, ObjectValue> _bundles = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, BundleFigures> _figures = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _news = new(0);
    private readonly string? _service;
    private volatile string? _decisionLogs;

    public StatusReporter(OpaConfig config, PluginStates plugins, IReadOnlyDictionary<string, ServiceClient> services, ILogger logger)
    {
        (_config, _plugins, _services, _logger) = (config, plugins, services, logger);
        _service = config.Root.At("status", "service").AsText();
        plugins.Changed += () => _news.Release();
        if (IsEnabled)
        {
            plugins.Set("status", PluginState.Ok);
        }
    }

    private bool IsConsole => _config.Root.At("status", "console").IsTrue();

    private bool IsEnabled => _config.Root.At("status") is not null;

    /// <summary>The option of the status plugin that shows bundles at <c>/metrics</c>. Default false, as in OPA.</summary>
    public bool ShowsBundleMetrics => _config.Root.At("status", "prometheus").IsTrue();

    public IReadOnlyList<(string Name, BundleFigures Figures)> Figures =>
        [.. _figures.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => (pair.Key, pair.Value))];

    /// <summary>The document; null when status reports are not configured.</summary>
    public ObjectValue? Current => IsEnabled ? Document() : null;

    public void Bundle(string name, BundleStatus status)
    {
        _figures[name] = status.Figures;
        _bundles[name] = status.ToJson();
        _news.Release();
    }

    public void DecisionLogs(string? failure)
    {
        if (_decisionLogs != failure)
        {
            _decisionLogs = failure;
            _news.Release();
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (_service is null && !IsConsole)
        {
            return;
        }

        var backoff = new Backoff();
        while (!stoppingToken.IsCancellationRequested)
        {
            await _news.WaitAsync(stoppingToken);
            while (_news.Wait(0, CancellationToken.None))
            {
            }

            var text = Json.Write(Document());
            if (IsConsole)
            {
                _logger.StatusLogged(text);
            }

            if (_service is not null && await TryUploadAsync(text, stoppingToken) is { } reason)
            {
                _logger.UploadFailed("status", reason);
                _news.Release();
                await Task.Delay(backoff.Next(), stoppingToken);
            }
            else
            {
                backoff.Reset();
            }
        }
    }

    private ObjectValue Document() => Json.Object(
        ("labels", _config.LabelsJson),
        ("bundles", _bundles.IsEmpty ? null : Json.Object(_bundles.Select(pair => (pair.Key, (RegoValue?)pair.Value)))),
        ("decision_logs", _decisionLogs is { } failure ? Json.Object(("code", Json.Text("decision_log_error")), ("message", Json.Text(failure))) : null),
        ("plugins", Json.Object(_plugins.All.Select(pair => (pair.Key, (RegoValue?)Json.Object(("state", Json.Text(PluginStates.Word(pair.Value)))))))));

    private async Task<string?> TryUploadAsync(string text, CancellationToken cancellationToken)
    {
        var resource = _config.Root.At("status", "partition_name").AsText() is { } partition ? $"status/{partition}" : "status";
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(TimeSpan.FromSeconds(10));
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, (Uri?)null) { Content = new StringContent(text, Encoding.UTF8, "application/json") };
            using var answer = await _services[_service!].SendAsync(request, resource, deadline.Token);
            return answer.IsSuccessStatusCode ? null : $"the service answered {(int)answer.StatusCode}";
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            return error.Message;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return "the service did not answer in time";
        }
    }

    public override void Dispose()
    {
        _news.Dispose();
        base.Dispose();
    }
}
