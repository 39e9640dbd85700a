using System.Collections.Concurrent;
using Dapr;
using Dapr.Client;
using Microsoft.Extensions.Options;
using OpenClaw.Connector.Features.Webhooks;
using OpenClaw.Connector.Options;
using OpenClaw.Contracts;

namespace OpenClaw.Connector.Infrastructure;

/// <summary>
/// Secrets from the Dapr secret store, kept for a while. When the store is down, what is remembered goes on counting:
/// a signature made with it was right a moment ago.
/// </summary>
internal sealed class DaprWebhookSecrets(DaprClient dapr, TimeProvider time, IOptions<GitHubOptions> options, ILogger<DaprWebhookSecrets> logger)
    : IWebhookSecrets
{
    private readonly ConcurrentDictionary<string, Remembered> _remembered = new(StringComparer.Ordinal);

    public async ValueTask<IReadOnlyList<string>> GetAsync(IReadOnlyList<string> names, bool isDoubted, CancellationToken cancellationToken)
    {
        var key = string.Join('|', names);
        var known = _remembered.GetValueOrDefault(key);
        var enough = isDoubted ? options.Value.SecretRefreshFloor : options.Value.SecretLifetime;
        if (known is not null && time.GetUtcNow() - known.ReadAt < enough)
        {
            return known.Values;
        }

        try
        {
            return Remember(key, known, await ReadAsync(names, cancellationToken));
        }
        catch (DaprException exception) when (known is not null)
        {
            logger.SecretsNotRenewed(exception.Message);
            return known.Values;
        }
        catch (DaprException exception)
        {
            throw new SecretsUnavailableException("The webhook secret cannot be read.", exception);
        }
    }

    /// <summary>Unchanged values keep their list, so that callers see at a glance whether anything is new.</summary>
    private IReadOnlyList<string> Remember(string key, Remembered? known, IReadOnlyList<string> values)
    {
        var kept = known is not null && known.Values.SequenceEqual(values, StringComparer.Ordinal) ? known.Values : values;
        _remembered[key] = new Remembered(kept, time.GetUtcNow());
        return kept;
    }

    private async Task<IReadOnlyList<string>> ReadAsync(IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        var values = new List<string>(names.Count);
        foreach (var name in names)
        {
            var secret = await dapr.GetSecretAsync(ComponentNames.Secrets, name, null, cancellationToken);
            if (secret.GetValueOrDefault(name) is { Length: > 0 } value)
            {
                values.Add(value);
            }
        }

        return values;
    }

    private sealed record Remembered(IReadOnlyList<string> Values, DateTimeOffset ReadAt);
}
