using OpenClaw.Gateway.Features.KillSwitches;
using OpenClaw.Gateway.Features.Revocation;
using OpenClaw.Gateway.Features.Sessions;
using OpenClaw.Gateway.Features.Tenants;

namespace OpenClaw.Gateway.Features.Live;

/// <summary>
/// Closes sockets of people whom a kill switch stops, and those whose proof of identity was withdrawn on another replica: a socket makes no requests that could be refused.
/// </summary>
internal sealed class LiveWatch(
    LiveConnections connections, RevocationRegister revocations, TenantDirectory tenants, StopRegister stops, TimeProvider time, ILogger<LiveWatch> logger)
    : BackgroundService
{
    // With the register's memory of two seconds a withdrawal reaches every socket within five; a kill switch, whose list is
    // read every second, within two.
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            foreach (var connection in connections.Open)
            {
                await CheckAsync(connection, stoppingToken);
            }
        }
    }

    private async Task CheckAsync(LiveConnection connection, CancellationToken cancellationToken)
    {
        var person = connection.Person;
        try
        {
            if (stops.Find(person.Caller) is not null
                || await revocations.IsRevokedAsync(PersonKey.Of(person.Caller), person.IssuedAt, person.ProofDigest, cancellationToken)
                || !await tenants.IsOpenToAsync(person.Caller, cancellationToken))
            {
                connection.CloseForSignOut();
            }
        }
        catch (Exception exception) when (exception is HttpRequestException or TimeoutException)
        {
            // A store that is away for a moment closes nobody: nothing new can be asked for over a socket.
            var reason = exception.Message;
            logger.WatchInterrupted(reason);
        }
    }
}
