using OpenClaw.Connector.Features.Connections;

namespace OpenClaw.Connector.Features.Webhooks;

/// <summary>Finds the connection whose secret signed a delivery.</summary>
internal sealed class WebhookVerifier(ConnectionDirectory connections, IWebhookSecrets secrets)
{
    // Unknown senders cost the same work as known ones, so the time of an answer does not tell which connections exist.
    private static readonly string[] NobodysSecret = [Guid.NewGuid().ToString()];

    /// <summary>Null for unsigned, forged and unknown alike.</summary>
    public async ValueTask<Connection?> VerifyAsync(Delivery delivery, CancellationToken cancellationToken)
    {
        var origin = DeliveryOriginReader.Read(delivery.Body.Span);
        var connection = connections.Find(delivery.PathHookId, delivery.HeaderHookId, origin);
        if (connection is null)
        {
            WebhookSignature.Fits(delivery.Signature, delivery.Body.Span, NobodysSecret);
            return null;
        }

        var current = await secrets.GetAsync(connection.SecretNames, isDoubted: false, cancellationToken);
        if (WebhookSignature.Fits(delivery.Signature, delivery.Body.Span, current))
        {
            return connection;
        }

        var renewed = await secrets.GetAsync(connection.SecretNames, isDoubted: true, cancellationToken);
        return !ReferenceEquals(renewed, current) && WebhookSignature.Fits(delivery.Signature, delivery.Body.Span, renewed)
            ? connection
            : null;
    }
}
