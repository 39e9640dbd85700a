namespace OpenClaw.ServiceDefaults.Identity;

/// <summary>The permission a route declares; read by the API description, by refusals and by the test over all routes.</summary>
public sealed record PermissionMetadata(string Permission);
