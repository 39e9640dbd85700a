namespace OpenClaw.Sidecar.Resources;

/// <summary>An entry of <c>api.allowed</c> or <c>api.denied</c>; without a protocol it matches nothing, as in the original.</summary>
internal sealed record ApiRule(string Name, string Version, string Protocol)
{
    public bool Matches(string path, string version) => Normal(version) == Normal(Version)
        && path.StartsWith(Name, StringComparison.Ordinal) && (path.Length == Name.Length || Name.EndsWith('/') || path[Name.Length] == '/');

    private static string Normal(string version) => version.Replace(".0", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal);
}
