using OpenClaw.ServiceDefaults.Identity;

namespace OpenClaw.Gateway.Features.Sessions;

/// <summary>A person, or a service account, of a tenant.</summary>
internal readonly record struct PersonKey(string TenantId, string UserId)
{
    public static PersonKey Of(Caller caller) => new(caller.TenantId, caller.UserId);

    /// <summary>Neither part can hold a line break, so no two people share a text.</summary>
    public override string ToString() => $"{TenantId}\n{UserId}";
}
