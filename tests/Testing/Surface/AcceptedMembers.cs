namespace OpenClaw.Testing.Surface;

/// <summary>
/// Members that the signature blocks do not show although the original has them. A text file: a line with <c># reason</c>,
/// then one entry per line, exactly as the finding reads.
/// </summary>
public sealed class AcceptedMembers
{
    private readonly Dictionary<string, string> _reasons = new(StringComparer.Ordinal);

    private AcceptedMembers(IEnumerable<string> lines)
    {
        var reason = "";
        foreach (var line in lines.Select(line => line.Trim()).Where(line => line.Length > 0))
        {
            if (line.StartsWith('#'))
            {
                reason = line[1..].Trim();
            }
            else if (reason.Length == 0 || !_reasons.TryAdd(line, reason))
            {
                throw new InvalidDataException($"An accepted member needs a reason above it and stands in the list once: {line}");
            }
        }
    }

    public static AcceptedMembers Read(string file) => new(File.ReadAllLines(Path.Combine(SolutionPaths.Root, file)));

    /// <summary>Findings nobody gave a reason for.</summary>
    public IEnumerable<SurfaceFinding> Except(IEnumerable<SurfaceFinding> findings) => findings.Where(finding => !_reasons.ContainsKey(finding.Entry));

    /// <summary>Entries that excuse nothing any more.</summary>
    public IEnumerable<string> Unused(IEnumerable<SurfaceFinding> findings) => _reasons.Keys.Except(findings.Select(finding => finding.Entry));
}
