using System.Security.Cryptography;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using OpenClaw.ServiceDefaults.Identity.Tokens;

namespace OpenClaw.Gateway.Features.Forwarding;

/// <summary>Brings the signing key in from configuration, else from the secret store, asking until the sidecar answers.</summary>
internal sealed class SigningKeyLoader(
    InternalTokens tokens, IOptions<InternalTokenOptions> options, ISecretReader secrets, TimeProvider time, ILogger<SigningKeyLoader> logger)
    : BackgroundService, IHealthCheck
{
    private const string SecretName = "internal-token-signing-key";
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(tokens.CanMint ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("The signing key is not known yet."));

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Value.SigningKey is { Length: > 0 } configured)
        {
            tokens.Load(configured);
            return;
        }

        var pause = FirstPause;
        while (!tokens.CanMint)
        {
            try
            {
                tokens.Load(await secrets.ReadAsync(SecretName, stoppingToken));
            }
            catch (Exception exception) when (exception is SecretUnavailableException or CryptographicException)
            {
                var reason = exception.Message;
                logger.SigningKeyNotYetReadable(reason);
                await Task.Delay(pause, time, stoppingToken);
                pause = pause < LongestPause ? 2 * pause : LongestPause;
            }
        }
    }
}
