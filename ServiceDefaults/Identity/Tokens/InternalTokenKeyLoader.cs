using System.Security.Cryptography;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace OpenClaw.ServiceDefaults.Identity.Tokens;

/// <summary>
/// Brings the public key in: configuration first, else the secret store through the sidecar. The sidecar may come up after
/// us, so it keeps asking; until then the service is not ready.
/// </summary>
internal sealed class InternalTokenKeyLoader(
    InternalTokenKeys keys,
    IOptions<InternalTokenOptions> options,
    ISecretReader secrets,
    TimeProvider time,
    ILogger<InternalTokenKeyLoader> logger)
    : BackgroundService
{
    public const string SecretName = "internal-token-public-key";
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    /// <summary>A configured key is there before the first request; only the secret store is waited for in the background.</summary>
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.Value.PublicKey is not { Length: > 0 } configured)
        {
            return base.StartAsync(cancellationToken);
        }

        Load(configured);
        return Task.CompletedTask;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var pause = FirstPause;
        while (!keys.AreLoaded)
        {
            try
            {
                Load(await secrets.ReadAsync(SecretName, stoppingToken));
            }
            catch (Exception exception) when (exception is SecretUnavailableException or CryptographicException)
            {
                var reason = exception.Message;
                logger.KeyNotYetReadable(reason);
                await Task.Delay(pause, time, stoppingToken);
                pause = pause < LongestPause ? 2 * pause : LongestPause;
            }
        }
    }

    private void Load(string pem)
    {
        var count = keys.Load(pem);
        logger.KeysLoaded(count);
    }
}
