using System.Globalization;
using OpenClaw.Contracts;
using OpenClaw.Notification.Features.Delivery;
using OpenClaw.Notification.Features.Inbox;

namespace OpenClaw.Notification.Features.Alarms;

/// <summary>Words for an alarm.</summary>
internal static class AuditAlarmMessage
{
    public const string Kind = "audit_alarm";

    public static InboxEntry ToEntry(AuditAlarmRaised alarm) => new(
        EventEntries.IdOf(alarm),
        Kind,
        TitleOf(alarm),
        TextOf(alarm),
        alarm.Kind == AuditAlarmKind.Tampered ? "/api/v1/audit-evidence" : null,
        alarm.OccurredAt,
        alarm.RequestId);

    public static string ToChat(AuditAlarmRaised alarm) =>
        $"*{TitleOf(alarm)}*{(alarm.TenantId == AuditAlarmRaised.AllTenants ? "" : $" ({EventEntries.Escape(alarm.TenantId)})")}: {EventEntries.Escape(TextOf(alarm))}";

    private static string TitleOf(AuditAlarmRaised alarm) => alarm.Kind switch
    {
        AuditAlarmKind.Tampered => "The audit log was changed; new acts are refused until an auditor acknowledges",
        AuditAlarmKind.AnchorFailing => "The audit log is less well guarded",
        _ => "The audit log needs attention",
    };

    private static string TextOf(AuditAlarmRaised alarm) => alarm.FirstBadEntry is { } first
        ? string.Create(CultureInfo.InvariantCulture, $"{alarm.Detail} (first entry concerned: {first})")
        : alarm.Detail;
}
