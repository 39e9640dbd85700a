namespace OpenClaw.Briefing.Features.Desk;

/// <summary>Whose desk it is.</summary>
public sealed record DeskOwner(string TenantId, string UserId)
{
    private const char Separator = '|';

    /// <summary>The actor id. Parts are escaped so that no name can pose as another tenant's.</summary>
    public string ToActorId() => $"{Uri.EscapeDataString(TenantId)}{Separator}{Uri.EscapeDataString(UserId)}";

    public static DeskOwner FromActorId(string actorId)
    {
        var parts = actorId.Split(Separator);
        return parts.Length == 2
            ? new DeskOwner(Uri.UnescapeDataString(parts[0]), Uri.UnescapeDataString(parts[1]))
            : throw new ArgumentException("The actor id does not name a tenant and a user.", nameof(actorId));
    }
}
