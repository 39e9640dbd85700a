using System.Text;
using OpenClaw.Sidecar.Api;

namespace OpenClaw.Sidecar.Invocation;

/// <summary>Finds target and method in the three forms of an invocation.</summary>
internal static class TargetReader
{
    private const string Prefix = "/v1.0/invoke/";
    private const string HeaderName = "dapr-app-id";

    /// <summary>Null when no target is named.</summary>
    public static InvocationTarget? Read(HttpContext context)
    {
        var path = context.RawPath();
        var query = context.Request.QueryString.Value ?? "";
        if (context.Request.Headers[HeaderName] is [{ Length: > 0 } header, ..])
        {
            return new InvocationTarget(header, Clean(Strip(path, header)) + query);
        }
        if (path.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return FromPath(path[Prefix.Length..], query);
        }
        return BasicAuth(context) is { } login ? new InvocationTarget(login, Clean(path) + query) : null;
    }

    /// <summary>The target of the two forms that take any path.</summary>
    public static string? HeaderTarget(HttpContext context) =>
        context.Request.Headers[HeaderName] is [{ Length: > 0 } header, ..] ? header : BasicAuth(context);

    public static bool IsBasicAuth(HttpContext context) => BasicAuth(context) is not null;

    private static InvocationTarget? FromPath(string rest, string query)
    {
        var end = rest.IndexOf("/method/", StringComparison.Ordinal);
        if (end < 0)
        {
            return rest.EndsWith("/method", StringComparison.Ordinal) ? new InvocationTarget(Id(rest[..^"/method".Length]), query) : null;
        }
        var id = Id(rest[..end]);
        return id.Length == 0 ? null : new InvocationTarget(id, Clean(rest[(end + "/method/".Length)..]) + query);
    }

    private static string Id(string raw)
    {
        var id = Uri.UnescapeDataString(raw).Trim('/');
        // Clients that collapse slashes turn http://host into http:/host.
        foreach (var scheme in (string[])["http:/", "https:/"])
        {
            if (id.StartsWith(scheme, StringComparison.Ordinal) && id.Length > scheme.Length && id[scheme.Length] != '/')
            {
                return string.Concat(scheme, "/", id.AsSpan(scheme.Length));
            }
        }
        return id;
    }

    /// <summary>A header may go with the path form too; then the prefix names the same call.</summary>
    private static string Strip(string path, string id)
    {
        var prefix = $"{Prefix}{id}/method";
        return path.StartsWith(prefix, StringComparison.Ordinal) ? path[prefix.Length..] : path;
    }

    private static string? BasicAuth(HttpContext context)
    {
        var header = context.Request.Headers.Authorization.ToString();
        if (!header.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }
        Span<byte> bytes = stackalloc byte[256];
        if (!Convert.TryFromBase64String(header["Basic ".Length..].Trim(), bytes, out var written))
        {
            return null;
        }
        var login = Encoding.UTF8.GetString(bytes[..written]);
        return login.StartsWith(HeaderName + ":", StringComparison.Ordinal) && login.Length > HeaderName.Length + 1 ? login[(HeaderName.Length + 1)..] : null;
    }

    /// <summary>Decoded, dot segments and double slashes resolved, leading <c>..</c> dropped, encoded again.</summary>
    private static string Clean(string path)
    {
        if (!path.Contains('%', StringComparison.Ordinal) && !path.Contains("//", StringComparison.Ordinal) && !path.Contains("/.", StringComparison.Ordinal)
            && !path.StartsWith('.'))
        {
            return path.TrimStart('/');
        }
        var decoded = Uri.UnescapeDataString(path);
        if (decoded.Any(letter => letter is '#' or '?' || char.IsControl(letter)))
        {
            throw new ApiException(500, "ERR_DIRECT_INVOKE", $"invalid method name: {Uri.EscapeDataString(decoded)}");
        }
        var kept = new List<string>();
        foreach (var segment in decoded.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (segment == "..")
            {
                if (kept.Count > 0)
                {
                    kept.RemoveAt(kept.Count - 1);
                }
            }
            else if (segment != ".")
            {
                kept.Add(Uri.EscapeDataString(segment));
            }
        }
        return string.Join('/', kept) + (kept.Count > 0 && decoded.EndsWith('/') ? "/" : "");
    }
}
