using System.Text;
using System.Text.Json;
using Dapr.Client;
using Microsoft.Extensions.Options;
using OpenClaw.Briefing.Features.Generation;
using OpenClaw.Briefing.Options;
using OpenClaw.Contracts;
using OpenClaw.ServiceDefaults.Http;
using OpenClaw.ServiceDefaults.Identity;

namespace OpenClaw.Briefing.Infrastructure;

/// <summary>Asks the audit service by service invocation.</summary>
internal sealed class DaprActivityLog(DaprClient dapr, IOptions<BriefingOptions> options, ILogger<DaprActivityLog> logger) : IActivityLog
{
    private const string Route = "/internal/audit/activity";

    private readonly HttpClient _audit = dapr.CreateInvokableHttpClient(AppIds.Audit);

    public async Task<PersonActivity?> ReadAsync(Caller caller, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        using var budget = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        budget.CancelAfter(options.Value.ActivityBudget);
        try
        {
            using var request = RequestOf(caller, from, to);
            using var response = await _audit.SendAsync(request, budget.Token);
            if (response.IsSuccessStatusCode)
            {
                return await response.Content.ReadFromJsonAsync<PersonActivity>(ContractsJson.Options, budget.Token) ?? throw new JsonException("The audit service answered null.");
            }

            logger.ActivityMissing($"status {(int)response.StatusCode}");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            logger.ActivityMissing("the time for it is used up");
        }
        catch (Exception exception) when (exception is HttpRequestException or JsonException)
        {
            logger.ActivityMissing(exception.Message);
        }

        return null;
    }

    private static HttpRequestMessage RequestOf(Caller caller, DateTimeOffset from, DateTimeOffset to)
    {
        var body = new ActivityRequest(caller.TenantId, caller.UserId, from, to) { OrgUnit = caller.OrgUnit, TeamId = caller.TeamId };
        var request = new HttpRequestMessage(HttpMethod.Post, Route)
        {
            // Complete in memory: a body of unknown length is streamed, and streams get no retries from the sidecar.
            Content = new StringContent(JsonSerializer.Serialize(body, ContractsJson.Options), Encoding.UTF8, "application/json"),
        };
        request.Headers.TryAddWithoutValidation(HeaderNames.RequestId, RequestContext.RequestId);
        return request;
    }
}
