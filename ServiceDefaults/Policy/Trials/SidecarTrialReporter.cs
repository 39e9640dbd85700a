using System.Net.Http.Json;
using Dapr.Client;
using Microsoft.Extensions.Logging;
using OpenClaw.Contracts;

namespace OpenClaw.ServiceDefaults.Policy;

/// <summary>Tells the policy service through the sidecar.</summary>
internal sealed class SidecarTrialReporter(DaprClient dapr, ILogger<SidecarTrialReporter> logger) : ITrialReporter, IDisposable
{
    private readonly HttpClient _policy = dapr.CreateInvokableHttpClient(AppIds.Policy);

    public async Task<bool> ReportAsync(TrialReport report, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await _policy.PostAsJsonAsync("/internal/policy/trials", report, ContractsJson.Options, cancellationToken);
            if (answer.IsSuccessStatusCode)
            {
                return true;
            }

            logger.TrialRefused(report.TrialId, answer.StatusCode);
        }
        catch (HttpRequestException exception)
        {
            logger.TrialNotReported(report.TrialId, exception.Message);
        }

        return false;
    }

    public void Dispose() => _policy.Dispose();
}
