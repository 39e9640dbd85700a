using OpenClaw.Contracts;

namespace OpenClaw.ServiceDefaults.Policy.KillSwitches;

/// <summary>Where the kill switches are kept: the policy service asked through the sidecar; in the policy service its own database.</summary>
public interface IKillSwitchSource
{
    /// <exception cref="PolicySourceException">It cannot be asked, or gave no usable answer.</exception>
    Task<StopList> ReadAsync(CancellationToken cancellationToken);
}
