using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using OpenClaw.Audit.Features.Query;
using OpenClaw.Contracts;

namespace OpenClaw.Audit.Features.Export;

/// <summary>What proves an export: a note signed with the log's key and the checkpoint it was taken at (EXPORTS.md).</summary>
public sealed record ExportManifest(string Note, string Checkpoint);

internal static class ExportManifestText
{
    private static readonly JsonSerializerOptions FilterOptions = new(ContractsJson.Options) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    // The note is kept in an audit entry, whose texts are bounded; the entry has the whole filter besides.
    private const int LongestFilter = 1000;

    /// <summary>The text that is signed. Its first line keeps it from ever being taken for a checkpoint.</summary>
    public static string Of(string log, Guid exportId, ExportRequest request, ExportTally tally, long size, byte[] digest)
    {
        var text = new StringBuilder("openclaw-audit-export/v1\n");
        Line("log", log);
        Line("export", exportId);
        Line("format", Words<ExportFormat>.Of(request.Format));
        Line("range", $"{tally.Start.ToString(CultureInfo.InvariantCulture)} {size.ToString(CultureInfo.InvariantCulture)}");
        Line("count", tally.Given);
        Line("withheld", tally.Withheld);
        Line("missing", tally.Missing);
        Line("root", Convert.ToBase64String(tally.Root()));
        Line("digest", Convert.ToHexStringLower(digest));
        var filter = FilterOf(request.Filter);
        Line("filter", filter.Length <= LongestFilter ? filter : $"sha256:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(filter)))}");
        return text.ToString();

        void Line<T>(string name, T value) => text.Append(CultureInfo.InvariantCulture, $"{name} {value}\n");
    }

    /// <summary>The filter as one line of JSON.</summary>
    public static string FilterOf(AuditFilter filter) => JsonSerializer.Serialize(filter, FilterOptions);
}
