using System.Text;
using System.Text.Json.Nodes;
using OpenClaw.Journeys;
using OpenClaw.Simulators.GitHub.Deliveries;

namespace OpenClaw.EndToEnd.Tests;

/// <summary>Deliveries nobody has sent before, about an issue of sarah's that resembles no other.</summary>
internal static class Deliveries
{
    private static readonly WebhookDelivery Sample = DeliveryPlay.Everything(null).First(delivery =>
        delivery.Name.Contains("issues.assigned", StringComparison.Ordinal)
        && JsonNode.Parse(delivery.Body)!["issue"]!["assignees"]!.ToJsonString().Contains("sarah-dev", StringComparison.Ordinal));

    private static int _number = 900_000;

    /// <summary>Title and delivery for an issue of its own.</summary>
    public static (string Title, WebhookDelivery Delivery) Issue()
    {
        var title = Title();
        var number = Interlocked.Increment(ref _number);
        var body = JsonNode.Parse(Sample.Body)!;
        var issue = body["issue"]!;
        issue["title"] = title;
        issue["body"] = "Nothing to see.";
        issue["number"] = number;
        issue["id"] = number;
        issue["html_url"] = $"https://github.com/acme-robotics/arm-firmware/issues/{number}";
        return (title, Sample with
        {
            Name = title,
            DeliveryId = Guid.NewGuid().ToString(),
            Body = Encoding.UTF8.GetBytes(body.ToJsonString()),
        });
    }

    // Words of letters only and never the same twice: nothing to correlate, nothing that looks like a key or a hash.
    private static string Title() => string.Join(' ', Guid.NewGuid().ToString("N").Select(digit => (char)(digit <= '9' ? digit - '0' + 'k' : digit)).Chunk(8).Select(word => new string(word)));
}
