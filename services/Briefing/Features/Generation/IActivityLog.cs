using OpenClaw.Contracts;
using OpenClaw.ServiceDefaults.Identity;

namespace OpenClaw.Briefing.Features.Generation;

/// <summary>What the audit log tells of a person's last day.</summary>
internal interface IActivityLog
{
    /// <returns>Null when the log cannot be read: a briefing without it is better than none.</returns>
    Task<PersonActivity?> ReadAsync(Caller caller, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken);
}
