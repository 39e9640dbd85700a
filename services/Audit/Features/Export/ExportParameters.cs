using System.ComponentModel;
using Microsoft.AspNetCore.Mvc;
using OpenClaw.Audit.Features.Query;

namespace OpenClaw.Audit.Features.Export;

/// <summary>How the entries are written.</summary>
public enum ExportFormat
{
    Ndjson,
    Json,
    Csv,
}

/// <summary>What to export, why, and from where on.</summary>
public sealed class ExportParameters : AuditFilterParameters
{
    private const int ShortestReason = 10;
    private const int LongestReason = 500;

    [Description("ndjson (default), json or csv"), FromQuery(Name = "format")]
    public string? Format { get; init; }

    [Description("Why, in 10 to 500 characters; it is recorded"), FromQuery(Name = "reason")]
    public string? Reason { get; init; }

    [Description("Continues an export that broke off"), FromQuery(Name = "cursor")]
    public string? Cursor { get; init; }

    [Description("true writes lines of progress between entries (NDJSON only)"), FromQuery(Name = "progress")]
    public string? Progress { get; init; }

    /// <summary>The request, or null and the faults per parameter.</summary>
    internal ExportRequest? Read(out Dictionary<string, string[]> errors)
    {
        errors = new Dictionary<string, string[]>(StringComparer.Ordinal);
        var filter = ReadFilter(errors);
        if (!Words<ExportFormat>.TryParse(string.IsNullOrEmpty(Format) ? "ndjson" : Format, out var format))
        {
            errors["format"] = [$"must be one of: {Words<ExportFormat>.All}"];
        }

        var reason = Reason?.Trim() ?? "";
        if (reason.Length is < ShortestReason or > LongestReason || reason.Any(char.IsControl))
        {
            errors["reason"] = [$"must say why, in {ShortestReason} to {LongestReason} printable characters"];
        }

        var cursor = string.IsNullOrEmpty(Cursor) ? null : ExportCursor.Parse(Cursor);
        if (!string.IsNullOrEmpty(Cursor) && cursor is null)
        {
            errors["cursor"] = ["is not a cursor of an export; start again without one"];
        }

        if (Progress is not (null or "" or "true" or "false") || (Progress == "true" && format != ExportFormat.Ndjson))
        {
            errors["progress"] = ["is true or false, and true only with format ndjson"];
        }

        return errors.Count == 0 ? new ExportRequest(filter, format, reason, cursor, Progress == "true") : null;
    }
}

/// <summary>An export that can be carried out.</summary>
internal sealed record ExportRequest(AuditFilter Filter, ExportFormat Format, string Reason, ExportCursor? Cursor, bool ShowsProgress);
