using OpenClaw.Connector.Features.Connections;
using OpenClaw.Connector.Features.GitHub;
using OpenClaw.ServiceDefaults.Audit;
using OpenClaw.ServiceDefaults.Events;
using OpenClaw.ServiceDefaults.Http;

namespace OpenClaw.Connector.Features.Webhooks;

/// <summary>What a delivery led to: an answer for the vendor or a refusal.</summary>
internal sealed record DeliveryResult(DeliveryOutcome Outcome, Failure? Failure = null);

/// <summary>
/// Takes one delivery from its signature to its answer. Whatever is interrupted is told to the vendor as 503; the repeat
/// finds the first attempt's record and makes the same ids, so nothing happens twice.
/// </summary>
internal sealed class GitHubWebhookHandler(
    WebhookVerifier verifier,
    IDeliveryLedger ledger,
    ItemIntake intake,
    WebhookMetrics metrics,
    ILogger<GitHubWebhookHandler> logger)
{
    public async Task<DeliveryResult> HandleAsync(Delivery delivery, CancellationToken cancellationToken)
    {
        var result = await ReceiveAsync(delivery, cancellationToken);
        metrics.Count(delivery.EventName, result.Outcome);
        return result;
    }

    private async Task<DeliveryResult> ReceiveAsync(Delivery delivery, CancellationToken cancellationToken)
    {
        try
        {
            return await verifier.VerifyAsync(delivery, cancellationToken) is { } connection
                ? await TakeAsync(connection, delivery, cancellationToken)
                : Forged();
        }
        catch (Exception exception) when (IsPassing(exception, cancellationToken))
        {
            logger.DeliveryPutOff(Printable(delivery.DeliveryId), delivery.PathHookId is null ? "-" : "by hook id", exception.Message);
            var failure = exception is AuditUnavailableException ? Failure.AuditUnavailable() : WebhookFailures.Unavailable();
            return new DeliveryResult(DeliveryOutcome.Unavailable, failure);
        }
    }

    private async Task<DeliveryResult> TakeAsync(Connection connection, Delivery delivery, CancellationToken cancellationToken)
    {
        if (!IsToken(delivery.DeliveryId) || !IsToken(delivery.EventName))
        {
            var header = IsToken(delivery.DeliveryId) ? "X-GitHub-Event" : "X-GitHub-Delivery";
            return new DeliveryResult(DeliveryOutcome.Invalid, WebhookFailures.Missing(header));
        }

        var record = await ledger.BeginAsync(connection, delivery.DeliveryId!, cancellationToken);
        if (record.IsComplete)
        {
            logger.DeliveryRepeated(delivery.DeliveryId!, connection.Id);
            return new DeliveryResult(DeliveryOutcome.Duplicate);
        }

        RequestContext.Continue(record.RequestId);
        var result = await ProcessAsync(connection, delivery, record, cancellationToken);
        if (result.Failure is null)
        {
            await ledger.CompleteAsync(connection, delivery.DeliveryId!, record, delivery.EventName!, cancellationToken);
        }

        return result;
    }

    private async Task<DeliveryResult> ProcessAsync(
        Connection connection, Delivery delivery, DeliveryRecord record, CancellationToken cancellationToken)
    {
        if (!GitHubEvents.AreItems(delivery.EventName!))
        {
            return new DeliveryResult(delivery.EventName == GitHubEvents.Ping ? DeliveryOutcome.Pong : DeliveryOutcome.Ignored);
        }

        var (item, unreadable) = GitHubDeliveryNormaliser.Normalise(delivery.EventName!, delivery.Body, connection);
        if (item is null)
        {
            // Sending it again would not make it readable, so the vendor is told that it arrived.
            logger.DeliveryUnreadable(delivery.DeliveryId!, delivery.EventName!, connection.Id, unreadable!);
            return new DeliveryResult(DeliveryOutcome.Unreadable);
        }

        return await intake.TakeAsync(new IntakeOrder(connection, delivery.DeliveryId!, delivery.EventName!, record, item), cancellationToken);
    }

    private DeliveryResult Forged()
    {
        logger.DeliveryForged();
        return new DeliveryResult(DeliveryOutcome.Forged, WebhookFailures.Forged());
    }

    private static bool IsPassing(Exception exception, CancellationToken cancellationToken) => exception switch
    {
        AuditUnavailableException or EventNotPublishedException or SecretsUnavailableException or LedgerUnavailableException => true,
        HttpRequestException or TimeoutException => true,
        OperationCanceledException => !cancellationToken.IsCancellationRequested,
        _ => false,
    };

    /// <summary>Ids become parts of keys and log lines: only what the vendor really uses is let through.</summary>
    private static bool IsToken(string? value) =>
        value is { Length: > 0 and <= 100 } && value.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');

    private static string Printable(string? deliveryId) => IsToken(deliveryId) ? deliveryId! : "-";
}
