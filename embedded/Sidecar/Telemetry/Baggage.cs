using System.Buffers;
using Microsoft.Extensions.Primitives;

namespace OpenClaw.Sidecar.Telemetry;

/// <summary>The W3C <c>baggage</c> header: <c>key=value;property, key=value</c>.</summary>
internal static class Baggage
{
    private const int MaxLength = 8192;
    private const int MaxMembers = 180;
    private static readonly SearchValues<char> Token = SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");
    private static readonly SearchValues<char> NotInValues = SearchValues.Create(" \",;\\");

    public static bool IsValid(StringValues header)
    {
        if (header.Count == 0)
        {
            return true;
        }
        var text = header.ToString();
        var members = text.Split(',');
        return text.Length <= MaxLength && members.Length <= MaxMembers && members.All(IsMember);
    }

    private static bool IsMember(string member)
    {
        var pair = member.Split(';')[0].Split('=', 2);
        return pair.Length == 2 && pair[0].Trim() is { Length: > 0 } key && !key.AsSpan().ContainsAnyExcept(Token)
            && !pair[1].AsSpan().Trim().ContainsAny(NotInValues);
    }
}
