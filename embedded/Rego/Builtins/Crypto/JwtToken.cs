using System.Text;
using OpenClaw.Rego.Values;

namespace OpenClaw.Rego.Builtins.Crypto;

/// <summary>A compact token taken apart. Problems are texts in OPA's words.</summary>
internal sealed class JwtToken
{
    private JwtToken(string header, string payload, string signature)
    {
        RawHeader = header;
        RawPayload = payload;
        RawSignature = signature;
    }

    public string RawHeader { get; }

    public string RawPayload { get; }

    public string RawSignature { get; }

    public ObjectValue Header { get; private set; } = ObjectValue.Empty;

    public string Payload { get; private set; } = "";

    public byte[] Signature { get; private set; } = [];

    public byte[] SignedData => Encoding.UTF8.GetBytes($"{RawHeader}.{RawPayload}");

    /// <summary>The content is another token.</summary>
    public bool IsNested => (Header.Get("cty") as StringValue)?.Value == "JWT";

    public static JwtToken? Split(string text, out string error)
    {
        error = "";
        if (!text.Contains('.', StringComparison.Ordinal))
        {
            error = "encoded JWT had no period separators";
            return null;
        }

        var parts = text.Split('.');
        if (parts.Length == 3)
        {
            return new JwtToken(parts[0], parts[1], parts[2]);
        }

        error = FormattableString.Invariant($"encoded JWT must have 3 sections, found {parts.Length}");
        return null;
    }

    public bool ReadHeader(out string error)
    {
        if (!Decode(RawHeader, "header", out var bytes, out error))
        {
            return false;
        }

        if (!EncodingFunctions.TryJson(Encoding.UTF8.GetString(bytes), out var value, out var reason) || value is not ObjectValue obj)
        {
            error = $"JWT header is not a JSON object: {reason}";
            return false;
        }

        Header = obj;
        if (obj.Get("enc") is not null)
        {
            error = "JWT is a JWE object, which is not supported";
            return false;
        }

        return true;
    }

    public bool ReadPayload(out string error)
    {
        if (!Decode(RawPayload, "payload", out var bytes, out error))
        {
            return false;
        }

        Payload = Encoding.UTF8.GetString(bytes);
        return true;
    }

    public bool ReadSignature(out string error)
    {
        var read = Decode(RawSignature, "signature", out var bytes, out error);
        Signature = bytes;
        return read;
    }

    public ObjectValue? Claims(out string error)
    {
        if (EncodingFunctions.TryJson(Payload, out var value, out error) && value is ObjectValue claims)
        {
            return claims;
        }

        error = "JWT payload is not a JSON object: " + error;
        return null;
    }

    private static bool Decode(string text, string part, out byte[] bytes, out string error)
    {
        if (GoBase64.TryDecode(text, true, out bytes, out var reason))
        {
            error = "";
            return true;
        }

        error = $"JWT {part} had invalid encoding: {reason}";
        return false;
    }
}
