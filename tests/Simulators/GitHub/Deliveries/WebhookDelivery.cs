using System.Security.Cryptography;
using System.Text;

namespace OpenClaw.Simulators.GitHub.Deliveries;

/// <summary>One delivery, ready to be signed and sent.</summary>
/// <param name="Name">What it is about, for people who read a failure.</param>
public sealed record WebhookDelivery(string Name, string EventName, string DeliveryId, byte[] Body, string? HookId = null)
{
    /// <summary>Whether such deliveries become items.</summary>
    public bool IsItem => EventName is "issues" or "issue_comment" or "pull_request" or "pull_request_review";

    /// <summary>The same id for the same name in every process, so that a second play is a replay.</summary>
    public static string IdOf(string name) => new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(name)).AsSpan(0, 16)).ToString();

    /// <summary>The same content under a delivery id of its own, as if it had happened again.</summary>
    public WebhookDelivery Again(int round) => this with { DeliveryId = IdOf($"{DeliveryId}:{round}") };

    public string Sign(string secret) => "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Body));
}
