using System.Formats.Asn1;
using System.Globalization;
using System.Numerics;
using System.Security.Cryptography.X509Certificates;
using OpenClaw.Rego.Values;

namespace OpenClaw.Rego.Builtins.Crypto;

/// <summary>A certificate as Go's JSON of it, for the fields that policies read.</summary>
internal static class CertificateJson
{
    private static readonly Dictionary<string, string> NameFields = new(StringComparer.Ordinal)
    {
        ["2.5.4.6"] = "Country",
        ["2.5.4.10"] = "Organization",
        ["2.5.4.11"] = "OrganizationalUnit",
        ["2.5.4.7"] = "Locality",
        ["2.5.4.8"] = "Province",
        ["2.5.4.9"] = "StreetAddress",
        ["2.5.4.17"] = "PostalCode",
    };

    public static RegoValue Write(X509Certificate2 certificate)
    {
        var names = AlternativeNames(certificate.Extensions["2.5.29.17"]);
        var constraints = certificate.Extensions.OfType<X509BasicConstraintsExtension>().FirstOrDefault();
        var usage = certificate.Extensions.OfType<X509KeyUsageExtension>().FirstOrDefault();
        return ObjectValue.Of(
            ("Raw", Base64(certificate.RawData)),
            ("RawIssuer", Base64(certificate.IssuerName.RawData)),
            ("RawSubject", Base64(certificate.SubjectName.RawData)),
            ("RawSubjectPublicKeyInfo", Base64(certificate.PublicKey.ExportSubjectPublicKeyInfo())),
            ("Signature", Base64(Signature(certificate))),
            ("SignatureAlgorithm", NumberValue.Of(SignatureNumber(certificate.SignatureAlgorithm.Value))),
            ("PublicKeyAlgorithm", NumberValue.Of(KeyNumber(certificate.PublicKey.Oid.Value))),
            ("PublicKey", PublicKey(certificate)),
            ("Version", NumberValue.Of(certificate.Version)),
            ("SerialNumber", NumberValue.Of(new BigInteger(certificate.SerialNumberBytes.Span, isBigEndian: true))),
            ("Issuer", Name(certificate.IssuerName)),
            ("Subject", Name(certificate.SubjectName)),
            ("NotBefore", Time(certificate.NotBefore)),
            ("NotAfter", Time(certificate.NotAfter)),
            ("IsCA", BooleanValue.Of(constraints?.CertificateAuthority ?? false)),
            ("BasicConstraintsValid", BooleanValue.Of(constraints is not null)),
            ("MaxPathLen", NumberValue.Of(constraints is { HasPathLengthConstraint: true } ? constraints.PathLengthConstraint : constraints is null ? 0 : -1)),
            ("MaxPathLenZero", BooleanValue.Of(constraints is { HasPathLengthConstraint: true, PathLengthConstraint: 0 })),
            ("KeyUsage", NumberValue.Of(usage is null ? 0 : Usage(usage.KeyUsages))),
            ("DNSNames", Texts(names, 2)),
            ("EmailAddresses", Texts(names, 1)),
            ("IPAddresses", Texts(names, 7)),
            ("URIStrings", Texts(names, 6)),
            ("URIs", Uris(names)));
    }

    /// <summary>A request to sign: the subject, its key, and what the certificate shall hold.</summary>
    public static RegoValue Write(CertificateRequest request, byte[] der)
    {
        var names = AlternativeNames(request.CertificateExtensions.FirstOrDefault(extension => extension.Oid?.Value == "2.5.29.17"));
        return ObjectValue.Of(
            ("Raw", Base64(der)),
            ("RawSubject", Base64(request.SubjectName.RawData)),
            ("RawSubjectPublicKeyInfo", Base64(request.PublicKey.ExportSubjectPublicKeyInfo())),
            ("PublicKeyAlgorithm", NumberValue.Of(KeyNumber(request.PublicKey.Oid.Value))),
            ("Version", NumberValue.Zero),
            ("Subject", Name(request.SubjectName)),
            ("DNSNames", Texts(names, 2)),
            ("EmailAddresses", Texts(names, 1)),
            ("IPAddresses", Texts(names, 7)),
            ("URIs", Uris(names)));
    }

    public static RegoValue Name(X500DistinguishedName name)
    {
        var fields = NameFields.Values.ToDictionary(field => field, _ => new List<RegoValue>());
        var (commonName, serial) = ("", "");
        var all = new List<RegoValue>();
        foreach (var part in name.EnumerateRelativeDistinguishedNames(reversed: false))
        {
            var oid = part.GetSingleElementType().Value!;
            var text = part.GetSingleElementValue() ?? "";
            commonName = oid == "2.5.4.3" ? text : commonName;
            serial = oid == "2.5.4.5" ? text : serial;
            if (NameFields.TryGetValue(oid, out var field))
            {
                fields[field].Add(Operands.Value(text));
            }

            var numbers = oid.Split('.').Select(number => (RegoValue)NumberValue.Parse(number)!).ToArray();
            all.Add(ObjectValue.Of(("Type", new ArrayValue(numbers)), ("Value", Operands.Value(text))));
        }

        (string, RegoValue)[] lists = [.. fields.Select(field => (field.Key, field.Value.Count == 0 ? NullValue.Instance : (RegoValue)new ArrayValue([.. field.Value])))];
        return ObjectValue.Of([.. lists, ("CommonName", Operands.Value(commonName)), ("SerialNumber", Operands.Value(serial)), ("Names", new ArrayValue([.. all])), ("ExtraNames", NullValue.Instance)]);
    }

    private static RegoValue Base64(byte[] bytes) => Operands.Value(Convert.ToBase64String(bytes));

    private static RegoValue Time(DateTime time) => Operands.Value(time.ToUniversalTime().ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture));

    private static byte[] Signature(X509Certificate2 certificate)
    {
        var outer = new AsnReader(certificate.RawData, AsnEncodingRules.BER).ReadSequence();
        outer.ReadEncodedValue();
        outer.ReadEncodedValue();
        return outer.ReadBitString(out _);
    }

    private static int SignatureNumber(string? oid) => oid switch
    {
        "1.2.840.113549.1.1.4" => 2,
        "1.2.840.113549.1.1.5" => 3,
        "1.2.840.113549.1.1.11" => 4,
        "1.2.840.113549.1.1.12" => 5,
        "1.2.840.113549.1.1.13" => 6,
        "1.2.840.10045.4.1" => 9,
        "1.2.840.10045.4.3.2" => 10,
        "1.2.840.10045.4.3.3" => 11,
        "1.2.840.10045.4.3.4" => 12,
        "1.2.840.113549.1.1.10" => 13,
        "1.3.101.112" => 16,
        _ => 0,
    };

    private static int KeyNumber(string? oid) => oid switch
    {
        "1.2.840.113549.1.1.1" => 1,
        "1.2.840.10040.4.1" => 2,
        "1.2.840.10045.2.1" => 3,
        "1.3.101.112" => 4,
        _ => 0,
    };

    private static RegoValue PublicKey(X509Certificate2 certificate)
    {
        using var rsa = certificate.GetRSAPublicKey();
        if (rsa is not null)
        {
            var p = rsa.ExportParameters(false);
            return ObjectValue.Of(("N", Big(p.Modulus)), ("E", Big(p.Exponent)));
        }

        using var ec = certificate.GetECDsaPublicKey();
        if (ec is null)
        {
            return Base64(certificate.PublicKey.EncodedKeyValue.RawData);
        }

        var q = ec.ExportParameters(false).Q;
        return ObjectValue.Of(("Curve", ObjectValue.Empty), ("X", Big(q.X)), ("Y", Big(q.Y)));
    }

    private static NumberValue Big(byte[]? bytes) => NumberValue.Of(new BigInteger(bytes, isUnsigned: true, isBigEndian: true));

    private static int Usage(X509KeyUsageFlags flags)
    {
        // Go counts the bits in the order of RFC 5280.
        X509KeyUsageFlags[] order =
        [
            X509KeyUsageFlags.DigitalSignature, X509KeyUsageFlags.NonRepudiation, X509KeyUsageFlags.KeyEncipherment, X509KeyUsageFlags.DataEncipherment,
            X509KeyUsageFlags.KeyAgreement, X509KeyUsageFlags.KeyCertSign, X509KeyUsageFlags.CrlSign, X509KeyUsageFlags.EncipherOnly, X509KeyUsageFlags.DecipherOnly,
        ];
        return order.Select((flag, i) => flags.HasFlag(flag) ? 1 << i : 0).Sum();
    }

    /// <summary>Subject alternative names with their tag: 1 mail, 2 DNS, 6 URI, 7 address.</summary>
    private static List<(int Tag, string Text)> AlternativeNames(X509Extension? extension)
    {
        var found = new List<(int, string)>();
        if (extension is null)
        {
            return found;
        }

        var names = new AsnReader(extension.RawData, AsnEncodingRules.BER).ReadSequence();
        while (names.HasData)
        {
            var tag = names.PeekTag();
            if (tag.TagValue is 1 or 2 or 6)
            {
                found.Add((tag.TagValue, names.ReadCharacterString(UniversalTagNumber.IA5String, tag)));
            }
            else if (tag.TagValue == 7)
            {
                found.Add((7, new System.Net.IPAddress(names.ReadOctetString(tag)).ToString()));
            }
            else
            {
                names.ReadEncodedValue();
            }
        }

        return found;
    }

    private static RegoValue Texts(List<(int Tag, string Text)> names, int tag)
    {
        var texts = names.Where(name => name.Tag == tag).Select(name => Operands.Value(name.Text)).ToArray();
        return texts.Length == 0 ? NullValue.Instance : new ArrayValue(texts);
    }

    private static RegoValue Uris(List<(int Tag, string Text)> names)
    {
        var uris = names.Where(name => name.Tag == 6).Select(name => GoUri.TryParse(name.Text, out var uri, out _) ? (RegoValue)uri.ToObject() : NullValue.Instance).ToArray();
        return uris.Length == 0 ? NullValue.Instance : new ArrayValue(uris);
    }
}
