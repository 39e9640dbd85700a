namespace OpenClaw.Gateway.Features.SignIn;

/// <summary>Where to go after sign-in: a path of ours and nothing a browser could read as another host.</summary>
internal static class ReturnUrl
{
    private const int MaxLength = 512;

    public static bool IsSafe(string? candidate) =>
        candidate is { Length: > 0 and <= MaxLength }
        && candidate[0] == '/'
        && (candidate.Length == 1 || candidate[1] is not ('/' or '\\'))
        && candidate.All(c => c is > ' ' and < (char)127 and not '\\');
}
