using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Dapr.Client;
using OpenClaw.Contracts;

namespace OpenClaw.ServiceDefaults.Policy;

/// <summary>Asks the policy service through the sidecar; the version is the entity tag.</summary>
internal sealed class SidecarPolicySource(DaprClient dapr) : IPolicySource, IDisposable
{
    private readonly HttpClient _policy = dapr.CreateInvokableHttpClient(AppIds.Policy);

    public async Task<PolicyBundle?> FetchAsync(string? knownVersion, CancellationToken cancellationToken)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/internal/policy/bundle");
            if (knownVersion is not null)
            {
                request.Headers.IfNoneMatch.Add(new($"\"{knownVersion}\""));
            }

            using var response = await _policy.SendAsync(request, cancellationToken);
            if (response.StatusCode == HttpStatusCode.NotModified && knownVersion is not null)
            {
                return null;
            }

            if (response.StatusCode != HttpStatusCode.OK)
            {
                throw new PolicySourceException($"The policy service answered {(int)response.StatusCode}.");
            }

            return await response.Content.ReadFromJsonAsync<PolicyBundle>(ContractsJson.Options, cancellationToken)
                is { Version: not null, Modules: not null, Data: not null } bundle
                ? bundle
                : throw new PolicySourceException("The policy service sent no bundle.");
        }
        catch (Exception exception) when (exception is HttpRequestException or JsonException)
        {
            throw new PolicySourceException($"The policy service cannot be asked: {exception.Message}", exception);
        }
    }

    public void Dispose() => _policy.Dispose();
}
