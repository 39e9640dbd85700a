using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Dapr.Client;
using OpenClaw.Contracts;

namespace OpenClaw.ServiceDefaults.Policy.KillSwitches;

/// <summary>Asks the policy service through the sidecar.</summary>
internal sealed class SidecarKillSwitchSource(DaprClient dapr) : IKillSwitchSource, IDisposable
{
    private readonly HttpClient _policy = dapr.CreateInvokableHttpClient(AppIds.Policy);

    public async Task<StopList> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var response = await _policy.GetAsync(new Uri("/internal/policy/stops", UriKind.Relative), cancellationToken);
            if (response.StatusCode != HttpStatusCode.OK)
            {
                throw new PolicySourceException($"The policy service answered {(int)response.StatusCode}.");
            }

            return await response.Content.ReadFromJsonAsync<StopList>(ContractsJson.Options, cancellationToken) is { Stops: not null } list
                ? list
                : throw new PolicySourceException("The policy service sent no list.");
        }
        catch (Exception exception) when (exception is HttpRequestException or JsonException or IOException)
        {
            throw new PolicySourceException($"The policy service cannot be asked: {exception.Message}", exception);
        }
    }

    public void Dispose() => _policy.Dispose();
}
