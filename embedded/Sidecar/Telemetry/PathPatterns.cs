namespace OpenClaw.Sidecar.Telemetry;

/// <summary><c>metrics.http.pathMatching</c>: paths with <c>{placeholders}</c> or a trailing <c>*</c>; the first hit names the group.</summary>
internal sealed class PathPatterns(IEnumerable<string> patterns)
{
    private readonly (string Text, string[] Segments)[] _patterns = [.. patterns.Select(pattern => (pattern, pattern.Trim('/').Split('/')))];

    public string? Find(string path)
    {
        if (_patterns.Length == 0)
        {
            return null;
        }
        var segments = path.Trim('/').Split('/');
        foreach (var (text, wanted) in _patterns)
        {
            if (IsHit(wanted, segments))
            {
                return text;
            }
        }
        return null;
    }

    private static bool IsHit(string[] wanted, string[] segments)
    {
        for (var index = 0; index < wanted.Length; index++)
        {
            if (wanted[index] == "*" && index == wanted.Length - 1)
            {
                return true;
            }
            if (index >= segments.Length || !(wanted[index].StartsWith('{') && wanted[index].EndsWith('}')) && wanted[index] != segments[index])
            {
                return false;
            }
        }
        return wanted.Length == segments.Length;
    }
}
