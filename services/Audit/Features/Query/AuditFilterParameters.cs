using System.ComponentModel;
using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using OpenClaw.Contracts;

namespace OpenClaw.Audit.Features.Query;

/// <summary>The filters of a query string, read as text so that every fault can be named at once.</summary>
public abstract class AuditFilterParameters
{
    private const int MaxText = 255;

    [Description("Earliest time, ISO 8601, inclusive"), FromQuery(Name = "from")]
    public string? From { get; init; }

    [Description("Latest time, ISO 8601, inclusive"), FromQuery(Name = "to")]
    public string? To { get; init; }

    [Description("Person acted for"), FromQuery(Name = "userId")]
    public string? UserId { get; init; }

    [Description("Human or service that acted"), FromQuery(Name = "actor")]
    public string? Actor { get; init; }

    [FromQuery(Name = "actionType")]
    public string? ActionType { get; init; }

    [FromQuery(Name = "action")]
    public string? Action { get; init; }

    [FromQuery(Name = "phase")]
    public string? Phase { get; init; }

    [FromQuery(Name = "policyResult")]
    public string? PolicyResult { get; init; }

    [FromQuery(Name = "policyApplied")]
    public string? PolicyApplied { get; init; }

    [FromQuery(Name = "outcome")]
    public string? Outcome { get; init; }

    [FromQuery(Name = "dataClassification")]
    public string? DataClassification { get; init; }

    [FromQuery(Name = "requestId")]
    public string? RequestId { get; init; }

    [FromQuery(Name = "traceId")]
    public string? TraceId { get; init; }

    [FromQuery(Name = "sourceService")]
    public string? SourceService { get; init; }

    [FromQuery(Name = "modelUsed")]
    public string? ModelUsed { get; init; }

    [FromQuery(Name = "orgUnit")]
    public string? OrgUnit { get; init; }

    [FromQuery(Name = "teamId")]
    public string? TeamId { get; init; }

    [FromQuery(Name = "policyVersion")]
    public string? PolicyVersion { get; init; }

    [Description("Operation or tool: entries whose action or detail names it"), FromQuery(Name = "tool")]
    public string? Tool { get; init; }

    [Description("Beginning of the source of a data item that was accessed: a connector (github:), or one item"), FromQuery(Name = "dataSource")]
    public string? DataSource { get; init; }

    [Description("Text that the detail holds, in whatever case"), FromQuery(Name = "text")]
    public string? SearchText { get; init; }

    /// <summary>The filters; faults are added per parameter.</summary>
    internal AuditFilter ReadFilter(Dictionary<string, string[]> errors)
    {
        var filter = new AuditFilter
        {
            From = Time("from", From, errors),
            To = Time("to", To, errors),
            UserId = Text("userId", UserId, errors),
            Actor = Text("actor", Actor, errors),
            ActionType = Word<AuditActionType>("actionType", ActionType, errors),
            Action = Text("action", Action, errors),
            Phase = Word<AuditPhase>("phase", Phase, errors),
            PolicyResult = Word<PolicyResult>("policyResult", PolicyResult, errors),
            PolicyApplied = Text("policyApplied", PolicyApplied, errors),
            PolicyVersion = Text("policyVersion", PolicyVersion, errors),
            Outcome = Word<AuditOutcome>("outcome", Outcome, errors),
            DataClassification = Word<Classification>("dataClassification", DataClassification, errors),
            RequestId = Text("requestId", RequestId, errors),
            TraceId = Text("traceId", TraceId, errors),
            SourceService = Text("sourceService", SourceService, errors),
            ModelUsed = Text("modelUsed", ModelUsed, errors),
            OrgUnit = Text("orgUnit", OrgUnit, errors),
            TeamId = Text("teamId", TeamId, errors),
            Tool = Text("tool", Tool, errors),
            DataSource = Text("dataSource", DataSource, errors),
            Text = Text("text", SearchText, errors),
        };
        if (filter.From > filter.To)
        {
            errors["from"] = ["is later than 'to'"];
        }

        return filter;
    }

    private static DateTimeOffset? Time(string name, string? text, Dictionary<string, string[]> errors)
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        const DateTimeStyles styles = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        if (char.IsAsciiDigit(text[0]) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, styles, out var time))
        {
            return time;
        }

        errors[name] = ["must be a time such as 2026-01-31T08:00:00Z"];
        return null;
    }

    private static string? Text(string name, string? text, Dictionary<string, string[]> errors)
    {
        if (text is { Length: > MaxText } || text?.Contains('\0', StringComparison.Ordinal) == true)
        {
            errors[name] = [$"must be at most {MaxText} printable characters"];
        }

        return string.IsNullOrEmpty(text) ? null : text;
    }

    private static TEnum? Word<TEnum>(string name, string? text, Dictionary<string, string[]> errors)
        where TEnum : struct, Enum
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        if (Words<TEnum>.TryParse(text, out var value))
        {
            return value;
        }

        errors[name] = [$"must be one of: {Words<TEnum>.All}"];
        return null;
    }
}
