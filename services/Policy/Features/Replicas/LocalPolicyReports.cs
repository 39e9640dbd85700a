using OpenClaw.Contracts;
using OpenClaw.Policy.Features.Policies;
using OpenClaw.ServiceDefaults.Policy;

namespace OpenClaw.Policy.Features.Replicas;

/// <summary>The policy service's own replicas report without leaving the process.</summary>
internal sealed class LocalPolicyReports(IReplicaStore replicas, TimeProvider time) : IPolicyReports
{
    public async Task SendAsync(PolicyReplicaReport report, CancellationToken cancellationToken)
    {
        try
        {
            await replicas.ReportAsync(AppIds.Policy, report, time.GetUtcNow(), cancellationToken);
        }
        catch (PolicyStoreUnavailableException exception)
        {
            throw new PolicySourceException(exception.Message, exception);
        }
    }
}
