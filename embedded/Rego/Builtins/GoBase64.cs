using System.Globalization;

namespace OpenClaw.Rego.Builtins;

/// <summary>Base64 with the error texts of Go's encoding/base64.</summary>
internal static class GoBase64
{
    private const string Standard = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    public static string EncodeUrl(ReadOnlySpan<byte> bytes, bool pad)
    {
        var text = Convert.ToBase64String(bytes).Replace('+', '-').Replace('/', '_');
        return pad ? text : text.TrimEnd('=');
    }

    /// <summary>Standard text must be padded; the URL form may be.</summary>
    public static bool TryDecode(string text, bool url, out byte[] bytes, out string error)
    {
        bytes = [];
        var plain = text.Replace("\r", "", StringComparison.Ordinal).Replace("\n", "", StringComparison.Ordinal);
        var end = plain.TrimEnd('=').Length;
        var body = url ? plain[..end].Replace('-', '+').Replace('_', '/') : plain[..end];
        var bad = Enumerable.Range(0, end).FirstOrDefault(i => !Standard.Contains(body[i], StringComparison.Ordinal) || (url && plain[i] is '+' or '/'), -1);
        var padding = plain.Length - end;
        if (bad < 0 && (end % 4 == 1 || padding > 2 || (padding > 0 && plain.Length % 4 != 0) || (!url && plain.Length % 4 != 0)))
        {
            bad = end % 4 == 1 ? end - 1 : plain.Length;
            bad = !url && padding == 0 ? plain.Length - (plain.Length % 4 == 1 ? 1 : 0) : bad;
        }

        if (bad >= 0)
        {
            error = string.Create(CultureInfo.InvariantCulture, $"illegal base64 data at input byte {bad}");
            return false;
        }

        bytes = Convert.FromBase64String(body.PadRight((end + 3) / 4 * 4, '='));
        error = "";
        return true;
    }
}
