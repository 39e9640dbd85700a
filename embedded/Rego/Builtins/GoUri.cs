using System.Globalization;
using System.Text;
using OpenClaw.Rego.Values;

namespace OpenClaw.Rego.Builtins;

/// <summary>A URI taken apart as Go's net/url does.</summary>
internal sealed class GoUri
{
    private string _scheme = "";
    private string _hostname = "";
    private string _port = "";
    private string _path = "";
    private string _rawPath = "";
    private string _query = "";
    private string _fragment = "";

    public static bool TryParse(string text, out GoUri uri, out string error)
    {
        uri = new GoUri();
        error = text.Any(c => c < ' ' || c == '\x7F') ? "net/url: invalid control character in URL" : "";
        return error.Length == 0 && uri.Read(text, out error);
    }

    public bool HasScheme => _scheme.Length > 0;

    public string Host => _port.Length > 0 ? $"{_hostname}:{_port}" : _hostname;

    public string EscapedPath => EscapePath(_path);

    public string RawQuery => _query;

    public ObjectValue ToObject()
    {
        (string, string)[] fields =
        [
            ("scheme", _scheme), ("hostname", _hostname), ("port", _port), ("path", _path), ("raw_path", _rawPath), ("raw_query", _query), ("fragment", _fragment),
        ];
        return ObjectValue.From(fields.Where(field => field.Item2.Length > 0).Select(field => KeyValuePair.Create(Operands.Value(field.Item1), Operands.Value(field.Item2))));
    }

    public static bool TryUnescape(string text, Func<byte, bool> mayEscape, out string plain, out string error)
    {
        var bytes = new List<byte>();
        (plain, error) = ("", "");
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '%')
            {
                var length = char.IsHighSurrogate(text[i]) && i + 1 < text.Length ? 2 : 1;
                bytes.AddRange(Encoding.UTF8.GetBytes(text.Substring(i, length)));
                i += length - 1;
                continue;
            }

            if (i + 2 >= text.Length || !byte.TryParse(text.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code) || !mayEscape(code))
            {
                error = $"invalid URL escape \"{text.Substring(i, Math.Min(3, text.Length - i))}\"";
                return false;
            }

            bytes.Add(code);
            i += 2;
        }

        plain = Encoding.UTF8.GetString([.. bytes]);
        return true;
    }

    private bool Read(string text, out string error)
    {
        var hash = text.IndexOf('#', StringComparison.Ordinal);
        if (hash >= 0)
        {
            if (!TryUnescape(text[(hash + 1)..], _ => true, out _fragment, out error))
            {
                return false;
            }

            text = text[..hash];
        }

        if (!ReadScheme(ref text, out error))
        {
            return false;
        }

        var question = text.IndexOf('?', StringComparison.Ordinal);
        if (question >= 0)
        {
            _query = text[(question + 1)..];
            text = text[..question];
        }

        if (!text.StartsWith('/') && _scheme.Length > 0)
        {
            // An opaque part, as in mailto:name.
            return true;
        }

        if (text.StartsWith("//", StringComparison.Ordinal) && !text.StartsWith("///", StringComparison.Ordinal))
        {
            var slash = text.IndexOf('/', 2);
            var authority = slash < 0 ? text[2..] : text[2..slash];
            text = slash < 0 ? "" : text[slash..];
            if (!ReadAuthority(authority, out error))
            {
                return false;
            }
        }

        if (!TryUnescape(text, _ => true, out _path, out error))
        {
            return false;
        }

        _rawPath = EscapePath(_path) == text ? text : text == "" ? "" : IsDefaultEscape(text) ? _path : text;
        return true;
    }

    private bool IsDefaultEscape(string text) => EscapePath(_path, subDelimiters: true) == text || EscapePath(_path) == text;

    private bool ReadScheme(ref string text, out string error)
    {
        error = "";
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c == ':')
            {
                if (i == 0)
                {
                    error = "missing protocol scheme";
                    return false;
                }

                _scheme = text[..i].ToLowerInvariant();
                text = text[(i + 1)..];
                return true;
            }

            if (!char.IsAsciiLetter(c) && (i == 0 || (!char.IsAsciiDigit(c) && c is not ('+' or '-' or '.'))))
            {
                var slash = text.IndexOf('/', StringComparison.Ordinal);
                var colon = text.IndexOf(':', StringComparison.Ordinal);
                if (i > 0 || colon < 0 || (slash >= 0 && slash < colon))
                {
                    return true;
                }

                error = "first path segment in URL cannot contain colon";
                return false;
            }
        }

        return true;
    }

    private bool ReadAuthority(string authority, out string error)
    {
        error = "";
        var at = authority.LastIndexOf('@');
        if (at >= 0)
        {
            var user = authority[..at];
            if (user.Any(c => !char.IsAsciiLetterOrDigit(c) && !"-._:~!$&'()*+,;=%@".Contains(c, StringComparison.Ordinal)))
            {
                error = "net/url: invalid userinfo";
                return false;
            }

            authority = authority[(at + 1)..];
        }

        return authority.StartsWith('[') ? ReadLiteral(authority, out error) : ReadName(authority, out error);
    }

    private bool ReadLiteral(string host, out string error)
    {
        error = "";
        var close = host.LastIndexOf(']');
        if (close < 0)
        {
            error = "missing ']' in host";
            return false;
        }

        _hostname = host[1..close];
        return ReadPort(host[(close + 1)..], out error);
    }

    private bool ReadName(string host, out string error)
    {
        var colon = host.LastIndexOf(':');
        if (colon >= 0 && !ReadPort(host[colon..], out error))
        {
            return false;
        }

        var name = colon < 0 ? host : host[..colon];
        if (name.FirstOrDefault(c => " <>\"\\^`{|}".Contains(c, StringComparison.Ordinal)) is var bad && bad != '\0')
        {
            error = $"invalid character \"{bad}\" in host name";
            return false;
        }

        return TryUnescape(name, code => code >= 0x80, out _hostname, out error);
    }

    private bool ReadPort(string text, out string error)
    {
        error = "";
        if (text.Length > 0 && (text[0] != ':' || !text.Skip(1).All(char.IsAsciiDigit)))
        {
            error = $"invalid port \"{text}\" after host";
            return false;
        }

        _port = text.Length > 0 ? text[1..] : "";
        return true;
    }

    private static string EscapePath(string path, bool subDelimiters = false)
    {
        var kept = "-_.~$&+,/:;=@" + (subDelimiters ? "" : "!'()*");
        var result = new StringBuilder();
        foreach (var b in Encoding.UTF8.GetBytes(path))
        {
            if (char.IsAsciiLetterOrDigit((char)b) || kept.Contains((char)b, StringComparison.Ordinal))
            {
                result.Append((char)b);
            }
            else
            {
                result.Append(CultureInfo.InvariantCulture, $"%{b:X2}");
            }
        }

        return result.ToString();
    }
}
