using System.Globalization;
using OpenClaw.Contracts;
using OpenClaw.Notification.Features.Delivery;
using OpenClaw.Notification.Features.Inbox;

namespace OpenClaw.Notification.Features.Alarms;

/// <summary>Words for an alarm.</summary>
internal static class AuditAlarmMessage
{
    private const string Alarm = "audit_alarm";
    private const string Log = "/api/v1/audit";

    /// <summary>What people did, and reports of it: the kind of its entry, its title, and the path that shows it.</summary>
    private static readonly Dictionary<AuditAlarmKind, (string Kind, string Title, Func<DateTime?, string> Path)> Acts = new()
    {
        [AuditAlarmKind.Denied] = ("actions_refused", "Actions were refused", Entries("outcome=denied")),
        [AuditAlarmKind.ExternalMail] = ("external_mail_sent", "Mail was sent outside", Entries("action=email_send&outcome=success")),
        [AuditAlarmKind.ConfidentialAccess] = ("confidential_data_accessed", "Confidential data was accessed", Entries("outcome=success&actionType=data_access")),
        [AuditAlarmKind.AutoResponses] = ("many_auto_responses", "Many messages were answered automatically", Entries("action=auto-response.send&outcome=success")),
        [AuditAlarmKind.WeeklyReport] = ("weekly_report", "The week's report", from =>
            $"{Log}/reports?period=week" + (from is { } day ? $"&of={ISOWeek.GetYear(day):0000}-W{ISOWeek.GetWeekOfYear(day):00}" : "")),
        [AuditAlarmKind.MonthlyReport] = ("monthly_report", "The month's report", from => $"{Log}/reports?period=month" + (from is { } day ? $"&of={day:yyyy-MM}" : "")),
    };

    /// <summary>Everybody reads the chat.</summary>
    public static bool IsForInboxesOnly(AuditAlarmRaised alarm) => Acts.ContainsKey(alarm.Kind);

    public static InboxEntry ToEntry(AuditAlarmRaised alarm) => new(
        alarm.Since is { } since ? EventEntries.IdOf(alarm.TenantId, alarm.TeamId is { } team ? $"{alarm.Kind}/{team}" : $"{alarm.Kind}", since) : EventEntries.IdOf(alarm),
        Acts.TryGetValue(alarm.Kind, out var act) ? act.Kind : Alarm,
        TitleOf(alarm),
        TextOf(alarm),
        LinkOf(alarm),
        alarm.OccurredAt,
        alarm.RequestId);

    public static string ToChat(AuditAlarmRaised alarm) =>
        $"*{TitleOf(alarm)}*{(alarm.TenantId == AuditAlarmRaised.AllTenants ? "" : $" ({EventEntries.Escape(alarm.TenantId)})")}: {EventEntries.Escape(TextOf(alarm))}";

    private static Func<DateTime?, string> Entries(string filter) => since => $"{Log}?{filter}" + (since is { } from ? $"&from={from:yyyy-MM-ddTHH:mm:ssZ}" : "");

    private static string? LinkOf(AuditAlarmRaised alarm) =>
        Acts.TryGetValue(alarm.Kind, out var act) ? act.Path(alarm.Since?.UtcDateTime)
        : alarm.Kind == AuditAlarmKind.Tampered ? "/api/v1/audit-evidence"
        : null;

    private static string TitleOf(AuditAlarmRaised alarm) => alarm.Kind switch
    {
        _ when Acts.TryGetValue(alarm.Kind, out var act) => act.Title,
        AuditAlarmKind.Tampered => "The audit log was changed; new acts are refused until an auditor acknowledges",
        AuditAlarmKind.AnchorFailing => "The audit log is less well guarded",
        AuditAlarmKind.DiskFilling => "A disk of the audit log fills",
        _ => "The audit log needs attention",
    };

    private static string TextOf(AuditAlarmRaised alarm) => alarm switch
    {
        { FirstBadEntry: { } first } => string.Create(CultureInfo.InvariantCulture, $"{alarm.Detail} (first entry concerned: {first})"),
        { Kind: AuditAlarmKind.WeeklyReport or AuditAlarmKind.MonthlyReport } => alarm.Detail,
        { Since: { } since } => string.Create(CultureInfo.InvariantCulture, $"Since {since.UtcDateTime:yyyy-MM-dd HH:mm} UTC: {alarm.Detail}"),
        _ => alarm.Detail,
    };
}
