using OpenClaw.Contracts;
using OpenClaw.Policy.Features.Policies;
using OpenClaw.ServiceDefaults.Policy;
using OpenClaw.ServiceDefaults.Policy.KillSwitches;

namespace OpenClaw.Policy.Features.KillSwitches;

/// <summary>The policy service's own enforcement point reads the database.</summary>
internal sealed class LocalKillSwitchSource(IKillSwitchStore stops) : IKillSwitchSource
{
    public async Task<StopList> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await stops.ActiveAsync(cancellationToken);
        }
        catch (PolicyStoreUnavailableException exception)
        {
            throw new PolicySourceException(exception.Message, exception);
        }
    }
}
