using System.ComponentModel;
using System.Globalization;
using Microsoft.AspNetCore.Mvc;

namespace OpenClaw.Audit.Features.Query;

/// <summary>Filters, order and place of a page.</summary>
public sealed class AuditQueryParameters : AuditFilterParameters
{
    private const int DefaultLimit = 100;
    private const int MaxLimit = 1000;

    [Description("desc (default, newest first) or asc"), FromQuery(Name = "sort")]
    public string? Sort { get; init; }

    [Description("Entries per page, 1 to 1000; default 100"), FromQuery(Name = "limit")]
    public string? Limit { get; init; }

    [Description("nextCursor of the page before"), FromQuery(Name = "cursor")]
    public string? Cursor { get; init; }

    /// <summary>The question, or null and the faults per parameter.</summary>
    internal AuditQuestion? Read(AuditScope scope, out Dictionary<string, string[]> errors)
    {
        errors = new Dictionary<string, string[]>(StringComparer.Ordinal);
        var filter = ReadFilter(errors);
        var isAscending = Direction(errors);
        var limit = PageSize(errors);
        var after = Place(isAscending, errors);
        return errors.Count == 0 ? new AuditQuestion(scope, filter, isAscending, limit, after) : null;
    }

    private bool Direction(Dictionary<string, string[]> errors)
    {
        if (Sort is not (null or "" or "desc" or "asc"))
        {
            errors["sort"] = ["must be desc or asc"];
        }

        return Sort == "asc";
    }

    private int PageSize(Dictionary<string, string[]> errors)
    {
        if (string.IsNullOrEmpty(Limit))
        {
            return DefaultLimit;
        }

        if (!int.TryParse(Limit, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) || limit is < 1 or > MaxLimit)
        {
            errors["limit"] = [$"must be a number from 1 to {MaxLimit}"];
        }

        return limit;
    }

    private AuditCursor? Place(bool isAscending, Dictionary<string, string[]> errors)
    {
        if (string.IsNullOrEmpty(Cursor))
        {
            return null;
        }

        var cursor = AuditCursor.Parse(Cursor);
        if (cursor is null || cursor.IsAscending != isAscending)
        {
            errors["cursor"] = ["is not a cursor of this question; start again without one"];
        }

        return cursor;
    }
}
