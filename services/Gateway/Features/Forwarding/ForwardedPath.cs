namespace OpenClaw.Gateway.Features.Forwarding;

/// <summary>
/// The path as the target will see it. The sidecar decodes and cleans paths once more than we do, so anything that could
/// mean another path after a second decoding (<c>%2e%2e</c>, back slashes, dot segments) names nothing here.
/// </summary>
internal static class ForwardedPath
{
    /// <summary>The escaped path, or null when it must not be forwarded.</summary>
    public static string? Of(PathString path)
    {
        var text = path.Value ?? "";
        return text.All(IsPlain) && !text.Contains("//", StringComparison.Ordinal) && !HasDotSegment(text)
            // Query rules turn '+' into a blank when the sidecar decodes the path.
            ? path.ToUriComponent().Replace("+", "%2B", StringComparison.Ordinal)
            : null;
    }

    private static bool IsPlain(char c) => !char.IsControl(c) && c is not ('%' or '\\' or '#' or '?' or ';');

    private static bool HasDotSegment(string text) => text.Split('/').Any(segment => segment is "." or "..");
}
