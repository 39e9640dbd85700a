namespace OpenClaw.Sidecar.Resources;

/// <summary>Which secrets of a store this app may read (Configuration <c>spec.secrets.scopes</c>).</summary>
internal sealed record SecretScope(string Store, bool AllowByDefault, IReadOnlyList<string> Allowed, IReadOnlyList<string> Denied)
{
    public bool Permits(string secret) => Allowed.Count > 0 ? Allowed.Contains(secret)
        : !Denied.Contains(secret) && AllowByDefault;
}
