using System.Globalization;
using System.Text;

namespace OpenClaw.Sidecar.Bindings.Smtp;

/// <summary>One HTML mail as it goes over the wire.</summary>
internal sealed record Mail(string From, string[] To, string[] Cc, string[] Bcc, string Subject, int Priority, string Html, DateTimeOffset Date)
{
    private const int LineLength = 76;

    public IEnumerable<string> Recipients => To.Concat(Cc).Concat(Bcc).Select(Address);

    public string Sender => Address(From);

    /// <summary>Headers and body with CRLF; blind copies are named to the server only.</summary>
    public string Compose()
    {
        var text = new StringBuilder();
        Header(text, "MIME-Version", "1.0");
        Header(text, "Date", Date.ToString("ddd, dd MMM yyyy HH:mm:ss '+0000'", CultureInfo.InvariantCulture));
        Header(text, "From", From);
        Header(text, "To", string.Join(", ", To));
        if (Cc.Length > 0)
        {
            Header(text, "Cc", string.Join(", ", Cc));
        }
        Header(text, "Subject", Subject);
        Header(text, "X-Priority", Priority.ToString(CultureInfo.InvariantCulture));
        Header(text, "Content-Type", "text/html; charset=UTF-8");
        Header(text, "Content-Transfer-Encoding", "base64");
        text.Append("\r\n");
        var body = Convert.ToBase64String(Encoding.UTF8.GetBytes(Html));
        for (var at = 0; at < body.Length; at += LineLength)
        {
            text.Append(body.AsSpan(at, Math.Min(LineLength, body.Length - at))).Append("\r\n");
        }
        return text.ToString();
    }

    /// <summary>The bare address of <c>Name &lt;address&gt;</c>.</summary>
    private static string Address(string text)
    {
        var open = text.LastIndexOf('<');
        var address = open >= 0 && text.EndsWith('>') ? text[(open + 1)..^1] : text;
        // A line break would start a command or header of the caller's own.
        return address.AsSpan().IndexOfAny("\r\n<> ") >= 0 || address.Length == 0 ? throw new BindingException("smtp binding error: an address is not valid") : address;
    }

    private static void Header(StringBuilder text, string name, string value)
    {
        if (value.AsSpan().IndexOfAny('\r', '\n') >= 0)
        {
            throw new BindingException($"smtp binding error: {name} holds a line break");
        }
        var encoded = value.All(char.IsAscii) ? value : $"=?UTF-8?B?{Convert.ToBase64String(Encoding.UTF8.GetBytes(value))}?=";
        text.Append(name).Append(": ").Append(encoded).Append("\r\n");
    }
}
