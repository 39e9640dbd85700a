namespace OpenClaw.Connector.Features.Connections;

/// <summary>What an unverified body claims about where it comes from; only used to choose the secret it must fit.</summary>
internal sealed record DeliveryOrigin(string? InstallationId, string? Organization, string? RepositoryOwner)
{
    public static DeliveryOrigin Unknown { get; } = new(null, null, null);
}
