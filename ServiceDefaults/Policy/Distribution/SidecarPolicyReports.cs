using System.Net.Http.Json;
using Dapr.Client;
using OpenClaw.Contracts;

namespace OpenClaw.ServiceDefaults.Policy;

/// <summary>Tells the policy service through the sidecar, which also says which service we are.</summary>
internal sealed class SidecarPolicyReports(DaprClient dapr) : IPolicyReports, IDisposable
{
    private readonly HttpClient _policy = dapr.CreateInvokableHttpClient(AppIds.Policy);

    public async Task SendAsync(PolicyReplicaReport report, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await _policy.PostAsJsonAsync("/internal/policy/replicas", report, ContractsJson.Options, cancellationToken);
            if (!answer.IsSuccessStatusCode)
            {
                throw new PolicySourceException($"The policy service answered {(int)answer.StatusCode}.");
            }
        }
        catch (HttpRequestException exception)
        {
            throw new PolicySourceException($"The policy service cannot be told: {exception.Message}", exception);
        }
    }

    public void Dispose() => _policy.Dispose();
}
