using System.Globalization;
using OpenClaw.Audit.Features.Anchors;
using OpenClaw.Audit.Features.Query;
using OpenClaw.Contracts;

namespace OpenClaw.Audit.Features.Reports;

/// <summary>
/// Tells each company once that a week or a month is over and what it was in short. The report itself is computed when somebody
/// reads it.
/// </summary>
internal sealed class ReportTeller(IReportStore store, IReportReader reader, AuditAlarms alarms, TimeProvider time)
{
    public async Task TellAsync(CancellationToken cancellationToken)
    {
        foreach (var period in ReportPeriod.EndedBefore(time.GetUtcNow()))
        {
            var kind = period.IsWeek ? AuditAlarmKind.WeeklyReport : AuditAlarmKind.MonthlyReport;
            foreach (var tenantId in await store.UntoldAsync(period, cancellationToken))
            {
                var text = await TextAsync(tenantId, period, cancellationToken);
                if (await alarms.RaiseAsync(kind, tenantId, text, null, cancellationToken, period.From))
                {
                    await store.TellAsync(tenantId, period, cancellationToken);
                }
            }
        }
    }

    private async Task<string> TextAsync(string tenantId, ReportPeriod period, CancellationToken cancellationToken)
    {
        try
        {
            var report = await reader.ReadAsync(tenantId, period, cancellationToken);
            var actions = report.Actions.Sum(kind => kind.Success + kind.Denied + kind.Error + kind.PendingApproval);
            return string.Create(
                CultureInfo.InvariantCulture,
                $"{period.Of}: {actions} actions, {report.Refused} refused, {report.SentToApproval} sent to approval, {report.Models.Sum(model => model.Calls)} model calls, {report.Sources.Sum(source => source.Items)} data items read");
        }
        catch (AuditQueryTooSlowException)
        {
            // Better told without figures than not at all.
            return period.Of;
        }
    }
}
