using System.Net;
using OpenClaw.Simulators.GitHub.Deliveries;

namespace OpenClaw.Journeys;

/// <summary>What must not get in: forged, unsigned, unknown and oversized deliveries.</summary>
public sealed class DoorChecks(HttpClient http, Uri gateway, string secret, JourneyReport report)
{
    private const int TooLarge = (25 * 1024 * 1024) + 1;

    public async Task RunAsync(WebhookDelivery sample, CancellationToken cancellationToken)
    {
        var target = new Uri(gateway, "/api/v1/webhooks/github");
        var fresh = sample with { DeliveryId = Guid.NewGuid().ToString() };
        var forged = await new WebhookSender(http, "not-the-secret", target).SendAsync(fresh, cancellationToken);
        report.Check("a forged delivery is refused with 401", forged is { Status: HttpStatusCode.Unauthorized, Word: "invalid-signature" }, $"{forged}");

        var unsigned = await new WebhookSender(http, secret, target).SendAsync(fresh, cancellationToken, signature: "");
        report.Check("an unsigned delivery is refused with 401", unsigned.Status == HttpStatusCode.Unauthorized, $"{unsigned}");

        var unknown = new WebhookSender(http, secret, new Uri(gateway, "/api/v1/webhooks/github/nobody-knows-this-hook"));
        var stranger = await unknown.SendAsync(fresh, cancellationToken);
        report.Check(
            "an unknown hook is refused exactly like a forgery",
            stranger.Status == forged.Status && stranger.Word == forged.Word,
            $"{stranger}");

        report.Check("a body over 25 MB is refused with 413", await SendTooLargeAsync(target, cancellationToken) is HttpStatusCode.RequestEntityTooLarge);
    }

    private async Task<HttpStatusCode> SendTooLargeAsync(Uri target, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, target) { Content = new ByteArrayContent(new byte[TooLarge]) };

        // Asks before it sends, so an early refusal is an answer and not a broken pipe.
        request.Headers.ExpectContinue = true;
        request.Headers.Add("X-GitHub-Event", "issues");
        request.Headers.Add("X-GitHub-Delivery", Guid.NewGuid().ToString());
        request.Headers.Add("X-Hub-Signature-256", "sha256=" + new string('0', 64));
        using var response = await http.SendAsync(request, cancellationToken);
        return response.StatusCode;
    }
}
