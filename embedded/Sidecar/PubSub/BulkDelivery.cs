using OpenClaw.Sidecar.Components;
using OpenClaw.Sidecar.Resiliency;
using OpenClaw.Sidecar.Resources;

namespace OpenClaw.Sidecar.PubSub;

/// <summary>Sends one batch to one path until every entry is decided; a retry carries only what is still open.</summary>
internal sealed class BulkDelivery(SubscriptionResource subscription, PubSubComponent component, AppDelivery delivery, ResiliencyProvider resiliency, bool raw)
{
    /// <summary>Afterwards every message has its result.</summary>
    public async Task DeliverAsync(string path, IReadOnlyList<BulkMessage> messages, CancellationToken cancellationToken)
    {
        var open = messages;
        try
        {
            await resiliency.Inbound(component.Name, "Pubsub").RunAsync(
                async attempt =>
                {
                    var asked = open;
                    var body = BulkEnvelope.Write(asked, component.Name, subscription.Topic, raw);
                    var results = await delivery.PostManyAsync(path, body, component.Name, asked, attempt);
                    foreach (var (one, result) in asked.Zip(results))
                    {
                        one.Result = result;
                    }
                    open = [.. asked.Where(one => one.Result.Delivery == Delivery.Retry)];
                    return open.Count;
                },
                static stillOpen => new Verdict(stillOpen > 0),
                cancellationToken);
        }
        catch (Exception error) when (error is HttpRequestException or IOException or TimeoutException or CircuitOpenException)
        {
            foreach (var one in open)
            {
                one.Result = new DeliveryResult(Delivery.Retry, null, error.Message);
            }
        }
    }
}
