using System.Diagnostics.Metrics;

namespace OpenClaw.Connector.Features.Webhooks;

/// <summary>Counts deliveries. Tags come from closed sets: what a stranger sends never becomes a tag value.</summary>
internal sealed class WebhookMetrics : IDisposable
{
    public const string MeterName = "openclaw.connector";
    private readonly Meter _meter;
    private readonly Counter<long> _deliveries;

    public WebhookMetrics(IMeterFactory meters)
    {
        _meter = meters.Create(MeterName);
        _deliveries = _meter.CreateCounter<long>(
            "openclaw.connector.deliveries", "{delivery}", "Webhook deliveries by vendor event and what became of them");
    }

    public void Count(string? eventName, DeliveryOutcome outcome) => _deliveries.Add(
        1,
        new KeyValuePair<string, object?>("event", GitHub.GitHubEvents.TagOf(eventName)),
        new KeyValuePair<string, object?>("outcome", TagOf(outcome)));

    public void Dispose() => _meter.Dispose();

    private static string TagOf(DeliveryOutcome outcome) => outcome switch
    {
        DeliveryOutcome.Accepted => "accepted",
        DeliveryOutcome.Duplicate => "duplicate",
        DeliveryOutcome.Ignored => "ignored",
        DeliveryOutcome.Pong => "pong",
        DeliveryOutcome.Unreadable => "unreadable",
        DeliveryOutcome.Forged => "forged",
        DeliveryOutcome.Invalid => "invalid",
        DeliveryOutcome.TooLarge => "too_large",
        DeliveryOutcome.Denied => "denied",
        _ => "unavailable",
    };
}
