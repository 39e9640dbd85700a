using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using OpenClaw.Rego.Values;

namespace OpenClaw.Rego.Builtins.Crypto;

internal static class X509Functions
{
    private static readonly string[] Options = ["DNSName", "CurrentTime", "MaxConstraintComparisons", "KeyUsages"];

    public static IEnumerable<Builtin> All() =>
    [
        new("crypto.x509.parse_certificates", 1, (c, a) => c.Text(a, 0, out var text) ? (Certificates(c, text) is { } found ? Items(found) : null) : null),
        new("crypto.x509.parse_and_verify_certificates", 1, (c, a) => c.Text(a, 0, out var text) ? Verify(c, text, ObjectValue.Empty) : null),
        new("crypto.x509.parse_and_verify_certificates_with_options", 2, (c, a) => c.Text(a, 0, out var text) && c.Object(a, 1, out var options) ? Verify(c, text, options) : null),
        new("crypto.x509.parse_certificate_request", 1, (c, a) => c.Text(a, 0, out var text) ? Request(c, text) : null),
        new("crypto.x509.parse_keypair", 2, KeyPair),
        new("crypto.x509.parse_rsa_private_key", 1, (c, a) => c.Text(a, 0, out var text) ? (PemKeys(text) is [var key, ..] ? KeyJson.Jwk(key) : c.Fail("failed to parse a PEM key")) : null),
        new("crypto.parse_private_keys", 1, (c, a) => c.Text(a, 0, out var text) ? (text.Length == 0 ? NullValue.Instance : new ArrayValue([.. PemKeys(text).Select(KeyJson.Write)])) : null),
    ];

    private static ArrayValue Items(List<X509Certificate2> certificates) => new([.. certificates.Select(CertificateJson.Write)]);

    /// <summary>PEM text, or base64 of PEM text, or base64 of DER, in a row.</summary>
    private static List<X509Certificate2>? Certificates(CallContext call, string text)
    {
        try
        {
            if (text.Contains("-----BEGIN", StringComparison.Ordinal))
            {
                return FromPem(text);
            }

            if (!GoBase64.TryDecode(text, false, out var bytes, out var error))
            {
                call.Fail(error);
                return null;
            }

            var inner = Encoding.UTF8.GetString(bytes);
            return inner.Contains("-----BEGIN", StringComparison.Ordinal) ? FromPem(inner) : FromDer(bytes);
        }
        catch (CryptographicException failure)
        {
            call.Fail($"x509: malformed certificate: {failure.Message}");
            return null;
        }
    }

    private static List<X509Certificate2> FromPem(string text)
    {
        var found = new List<X509Certificate2>();
        foreach (var (label, der) in PemBlocks(text))
        {
            if (label == "CERTIFICATE")
            {
                found.Add(X509CertificateLoader.LoadCertificate(der));
            }
        }

        return found;
    }

    private static List<X509Certificate2> FromDer(byte[] bytes)
    {
        var found = new List<X509Certificate2>();
        for (var start = 0; start < bytes.Length;)
        {
            var reader = new System.Formats.Asn1.AsnReader(bytes.AsMemory(start), System.Formats.Asn1.AsnEncodingRules.BER);
            ReadOnlyMemory<byte> one;
            try
            {
                one = reader.ReadEncodedValue();
            }
            catch (System.Formats.Asn1.AsnContentException failure)
            {
                throw new CryptographicException(failure.Message, failure);
            }

            found.Add(X509CertificateLoader.LoadCertificate(one.Span));
            start += one.Length;
        }

        return found;
    }

    public static IEnumerable<(string Label, byte[] Der)> PemBlocks(string text)
    {
        while (PemEncoding.TryFind(text, out var fields))
        {
            yield return (text[fields.Label], Convert.FromBase64String(text[fields.Base64Data]));
            text = text[fields.Location.End..];
        }
    }

    private static RegoValue? Verify(CallContext call, string text, ObjectValue options)
    {
        if (Certificates(call, text) is not { } certificates)
        {
            return null;
        }

        if (Array.Find(options.Keys, key => key is not StringValue known || !Options.Contains(known.Value)) is { } unknown)
        {
            return call.Fail($"invalid key option: {JsonText.Key(unknown)}");
        }

        if (ExtendedUsages.Unknown(options.Get("KeyUsages")) is { } usage)
        {
            return call.Fail($"invalid entries for 'KeyUsages' found: {usage}");
        }

        var failed = new ArrayValue([BooleanValue.False, ArrayValue.Empty]);
        if (certificates.Count < 2)
        {
            // One certificate verifies nothing: there is no chain.
            return failed;
        }

        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.CustomTrustStore.Add(certificates[0]);
        var moment = options.Get("CurrentTime") is NumberValue { IsLong: true } time
            ? DateTime.UnixEpoch.AddTicks(time.Long / 100)
            : call.Options.Clock.GetUtcNow().UtcDateTime;
        chain.ChainPolicy.VerificationTime = moment.ToLocalTime();
        foreach (var certificate in certificates[1..^1])
        {
            chain.ChainPolicy.ExtraStore.Add(certificate);
        }

        if (!chain.Build(certificates[^1]) || (options.Get("DNSName") is StringValue name && !certificates[^1].MatchesHostname(name.Value, allowCommonName: false)))
        {
            return failed;
        }

        if (options.Get("KeyUsages") is { } usages && !ExtendedUsages.Allow(certificates[^1], usages))
        {
            return failed;
        }

        return new ArrayValue([BooleanValue.True, new ArrayValue([.. chain.ChainElements.Select(element => CertificateJson.Write(element.Certificate))])]);
    }

    private static RegoValue? Request(CallContext call, string text)
    {
        try
        {
            byte[] der;
            if (text.Contains("-----BEGIN", StringComparison.Ordinal))
            {
                der = PemBlocks(text).First().Der;
            }
            else if (!GoBase64.TryDecode(text, false, out der, out var error))
            {
                return call.Fail(error);
            }

            if (Encoding.UTF8.GetString(der) is var inner && inner.Contains("-----BEGIN", StringComparison.Ordinal))
            {
                der = PemBlocks(inner).First().Der;
            }

            var request = CertificateRequest.LoadSigningRequest(der, HashAlgorithmName.SHA256, CertificateRequestLoadOptions.UnsafeLoadCertificateExtensions | CertificateRequestLoadOptions.SkipSignatureValidation);
            return CertificateJson.Write(request, der);
        }
        catch (CryptographicException failure)
        {
            return call.Fail($"x509: malformed certificate request: {failure.Message}");
        }
    }

    private static RegoValue? KeyPair(CallContext call, RegoValue[] arguments)
    {
        if (!call.Text(arguments, 0, out var certificateText) || !call.Text(arguments, 1, out var keyText))
        {
            return null;
        }

        keyText = keyText.Contains("-----BEGIN", StringComparison.Ordinal) || !GoBase64.TryDecode(keyText, false, out var decoded, out _)
            ? keyText
            : Encoding.UTF8.GetString(decoded);
        if (Certificates(call, certificateText) is not [var certificate, ..] certificates || PemKeys(keyText) is not [var key, ..])
        {
            return call.HasError ? null : call.Fail("tls: failed to find any PEM data in key input");
        }

        return ObjectValue.Of(
            ("Certificate", new ArrayValue([.. certificates.Select(one => Operands.Value(Convert.ToBase64String(one.RawData)))])),
            ("Leaf", CertificateJson.Write(certificate)),
            ("OCSPStaple", NullValue.Instance),
            ("PrivateKey", KeyJson.Write(key)),
            ("SignedCertificateTimestamps", NullValue.Instance),
            ("SupportedSignatureAlgorithms", NullValue.Instance));
    }

    private static List<AsymmetricAlgorithm> PemKeys(string text)
    {
        var keys = new List<AsymmetricAlgorithm>();
        text = text.Contains("-----BEGIN", StringComparison.Ordinal) || !GoBase64.TryDecode(text, false, out var bytes, out _) ? text : Encoding.UTF8.GetString(bytes);
        foreach (var (label, der) in PemBlocks(text))
        {
            if (KeyJson.Read(label, der) is { } key)
            {
                keys.Add(key);
            }
        }

        return keys;
    }
}
