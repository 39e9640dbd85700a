using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace OpenClaw.Simulators.GitHub.Deliveries;

/// <summary>The answer to one delivery.</summary>
public sealed record DeliveryReceipt(HttpStatusCode Status, string? Word, string? RequestId)
{
    /// <summary>Taken, now or earlier.</summary>
    public bool IsTaken => (int)Status is >= 200 and < 300;
}

/// <summary>Sends deliveries as GitHub does: signed, one POST each. Redelivers like an operator who presses the button.</summary>
public sealed class WebhookSender(HttpClient http, string secret, Uri target)
{
    public async Task<DeliveryReceipt> SendAsync(WebhookDelivery delivery, CancellationToken cancellationToken, string? signature = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, target);
        request.Content = new ByteArrayContent(delivery.Body);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.TryAddWithoutValidation("User-Agent", "GitHub-Hookshot/0000000");
        request.Headers.Add("X-GitHub-Event", delivery.EventName);
        request.Headers.Add("X-GitHub-Delivery", delivery.DeliveryId);
        if (delivery.HookId is not null)
        {
            request.Headers.Add("X-GitHub-Hook-ID", delivery.HookId);
        }

        request.Headers.Add("X-Hub-Signature-256", signature ?? delivery.Sign(secret));
        using var response = await http.SendAsync(request, cancellationToken);
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        return new DeliveryReceipt(
            response.StatusCode,
            WordOf(text),
            response.Headers.TryGetValues("X-Request-Id", out var values) ? values.First() : null);
    }

    /// <summary>Repeats until it is taken or refused for good; 5xx and lost connections mean "not now".</summary>
    public async Task<(DeliveryReceipt Receipt, int Attempts)> SendUntilTakenAsync(
        WebhookDelivery delivery, TimeSpan patience, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(patience);
        for (var attempt = 1; ; attempt++)
        {
            if (await TrySendAsync(delivery, deadline.Token) is { } receipt && (int)receipt.Status < 500)
            {
                return (receipt, attempt);
            }

            await Task.Delay(TimeSpan.FromMilliseconds(200), deadline.Token);
        }
    }

    private async Task<DeliveryReceipt?> TrySendAsync(WebhookDelivery delivery, CancellationToken cancellationToken)
    {
        try
        {
            return await SendAsync(delivery, cancellationToken);
        }
        catch (HttpRequestException)
        {
            // The door itself is restarting; that is one of the cases a vendor repeats for.
            return null;
        }
    }

    private static string? WordOf(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            var root = document.RootElement;
            return root.ValueKind != JsonValueKind.Object ? null
                : root.TryGetProperty("code", out var code) ? code.GetString()
                : root.TryGetProperty("status", out var status) && status.ValueKind == JsonValueKind.String ? status.GetString()
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
