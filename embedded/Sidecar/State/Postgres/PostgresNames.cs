using System.Text.RegularExpressions;
using OpenClaw.Sidecar.Resources;

namespace OpenClaw.Sidecar.State.Postgres;

/// <summary>Table names go into statements as they are, so only plain ones are taken.</summary>
internal static partial class PostgresNames
{
    public static string Check(string component, string setting, string name) => Name().IsMatch(name) ? name
        : throw new ResourceException($"component {component}: metadata \"{setting}\" may hold letters, digits, '_' and one '.'");

    [GeneratedRegex(@"^[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)?$")]
    private static partial Regex Name();
}
