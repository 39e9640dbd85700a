using System.Net;
using System.Net.Sockets;
using OpenClaw.Rego.Builtins.Expressions;

namespace OpenClaw.Rego.Builtins.Schema;

/// <summary>The formats a validator checks; an unknown one always fits.</summary>
internal static class SchemaFormats
{
    public static bool Fits(string format, string text) => format switch
    {
        "date" => GoTime.TryParse("2006-01-02", text, out _, out _),
        "time" => GoTime.TryParse("15:04:05", text, out _, out _) || GoTime.TryParse("15:04:05Z07:00", text, out _, out _),
        "date-time" => GoTime.TryParse("RFC3339", text, out _, out _),
        "email" => text.IndexOf('@', StringComparison.Ordinal) is > 0 and var at && at < text.Length - 1 && !text.Contains(' ', StringComparison.Ordinal),
        "ipv4" => IPAddress.TryParse(text, out var v4) && v4.AddressFamily == AddressFamily.InterNetwork && text.Count(c => c == '.') == 3,
        "ipv6" => IPAddress.TryParse(text, out var v6) && v6.AddressFamily == AddressFamily.InterNetworkV6,
        "uri" => GoUri.TryParse(text, out var uri, out _) && uri.HasScheme,
        "uri-reference" => GoUri.TryParse(text, out _, out _),
        "uuid" => Guid.TryParseExact(text, "D", out _),
        "regex" => GoRegex.TryGet(text, out _, out _),
        "hostname" => text.Length is > 0 and <= 255 && Array.TrueForAll(text.Split('.'), part => part.Length is > 0 and <= 63 && part.All(c => char.IsAsciiLetterOrDigit(c) || c == '-')),
        _ => true,
    };
}
