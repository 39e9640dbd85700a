using System.Globalization;
using OpenClaw.Contracts;
using OpenClaw.Notification.Features.Delivery;
using OpenClaw.Notification.Features.Inbox;

namespace OpenClaw.Notification.Features.Alarms;

/// <summary>Words for an alarm.</summary>
internal static class AuditAlarmMessage
{
    private const string Alarm = "audit_alarm";
    private const string Refusals = "actions_refused";

    public static InboxEntry ToEntry(AuditAlarmRaised alarm) => new(
        alarm.Since is { } since ? EventEntries.IdOf(alarm.TenantId, $"{alarm.Kind}", since) : EventEntries.IdOf(alarm),
        alarm.Kind == AuditAlarmKind.Denied ? Refusals : Alarm,
        TitleOf(alarm),
        TextOf(alarm),
        LinkOf(alarm),
        alarm.OccurredAt,
        alarm.RequestId);

    public static string ToChat(AuditAlarmRaised alarm) =>
        $"*{TitleOf(alarm)}*{(alarm.TenantId == AuditAlarmRaised.AllTenants ? "" : $" ({EventEntries.Escape(alarm.TenantId)})")}: {EventEntries.Escape(TextOf(alarm))}";

    private static string? LinkOf(AuditAlarmRaised alarm) => alarm.Kind switch
    {
        AuditAlarmKind.Tampered => "/api/v1/audit-evidence",
        AuditAlarmKind.Denied => "/api/v1/audit?outcome=denied" + (alarm.Since is { } since ? $"&from={since.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}" : ""),
        _ => null,
    };

    private static string TitleOf(AuditAlarmRaised alarm) => alarm.Kind switch
    {
        AuditAlarmKind.Tampered => "The audit log was changed; new acts are refused until an auditor acknowledges",
        AuditAlarmKind.AnchorFailing => "The audit log is less well guarded",
        AuditAlarmKind.Denied => "Actions were refused",
        AuditAlarmKind.DiskFilling => "A disk of the audit log fills",
        _ => "The audit log needs attention",
    };

    private static string TextOf(AuditAlarmRaised alarm) => alarm switch
    {
        { FirstBadEntry: { } first } => string.Create(CultureInfo.InvariantCulture, $"{alarm.Detail} (first entry concerned: {first})"),
        { Since: { } since } => string.Create(CultureInfo.InvariantCulture, $"Since {since.UtcDateTime:yyyy-MM-dd HH:mm} UTC: {alarm.Detail}"),
        _ => alarm.Detail,
    };
}
