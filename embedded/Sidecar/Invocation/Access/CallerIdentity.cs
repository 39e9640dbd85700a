namespace OpenClaw.Sidecar.Invocation.Access;

/// <summary>Who calls, as the calling sidecar says.</summary>
internal sealed record CallerIdentity(string AppId, string Namespace, string TrustDomain);
