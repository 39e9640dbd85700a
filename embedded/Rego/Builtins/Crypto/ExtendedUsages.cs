using System.Security.Cryptography.X509Certificates;
using OpenClaw.Rego.Values;

namespace OpenClaw.Rego.Builtins.Crypto;

/// <summary>Extended key usages by Go's names for them.</summary>
internal static class ExtendedUsages
{
    private static readonly Dictionary<string, string> Oids = new(StringComparer.Ordinal)
    {
        ["KeyUsageAny"] = "2.5.29.37.0",
        ["KeyUsageServerAuth"] = "1.3.6.1.5.5.7.3.1",
        ["KeyUsageClientAuth"] = "1.3.6.1.5.5.7.3.2",
        ["KeyUsageCodeSigning"] = "1.3.6.1.5.5.7.3.3",
        ["KeyUsageEmailProtection"] = "1.3.6.1.5.5.7.3.4",
        ["KeyUsageIPSECEndSystem"] = "1.3.6.1.5.5.7.3.5",
        ["KeyUsageIPSECTunnel"] = "1.3.6.1.5.5.7.3.6",
        ["KeyUsageIPSECUser"] = "1.3.6.1.5.5.7.3.7",
        ["KeyUsageTimeStamping"] = "1.3.6.1.5.5.7.3.8",
        ["KeyUsageOCSPSigning"] = "1.3.6.1.5.5.7.3.9",
        ["KeyUsageMicrosoftServerGatedCrypto"] = "1.3.6.1.4.1.311.10.3.3",
        ["KeyUsageNetscapeServerGatedCrypto"] = "2.16.840.1.113730.4.1",
        ["KeyUsageMicrosoftCommercialCodeSigning"] = "1.3.6.1.4.1.311.2.1.22",
        ["KeyUsageMicrosoftKernelCodeSigning"] = "1.3.6.1.4.1.311.61.1.1",
    };

    /// <summary>The first usage that nobody knows.</summary>
    public static string? Unknown(RegoValue? usages) => Names(usages).FirstOrDefault(name => !Oids.ContainsKey(name));

    /// <summary>One of the usages is enough; a certificate without the extension may be used for everything.</summary>
    public static bool Allow(X509Certificate2 certificate, RegoValue usages)
    {
        var wanted = Names(usages).Select(name => Oids[name]).ToHashSet();
        var own = certificate.Extensions.OfType<X509EnhancedKeyUsageExtension>().FirstOrDefault()?.EnhancedKeyUsages;
        return own is null || wanted.Count == 0 || wanted.Contains(Oids["KeyUsageAny"]) || own.Cast<System.Security.Cryptography.Oid>().Any(usage => usage.Value == Oids["KeyUsageAny"] || wanted.Contains(usage.Value!));
    }

    private static IEnumerable<string> Names(RegoValue? usages) =>
        ((usages as ArrayValue)?.Items ?? (usages as SetValue)?.Items ?? []).Select(JsonText.Key);
}
