using System.Net;
using System.Text;
using System.Text.Json;
using Dapr.Client;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using OpenClaw.Briefing.Features.Generation;
using OpenClaw.Briefing.Options;
using OpenClaw.Contracts;
using OpenClaw.ServiceDefaults.Http;
using OpenClaw.ServiceDefaults.Identity;

namespace OpenClaw.Briefing.Infrastructure;

/// <summary>Reads through the connector service by service invocation, page by page, within the budget of a scan.</summary>
internal sealed class DaprConnectorReader(DaprClient dapr, IOptions<BriefingOptions> options, ILogger<DaprConnectorReader> logger) : IConnectorReader
{
    private const string Route = "/internal/connectors/github/read";

    private readonly HttpClient _connector = dapr.CreateInvokableHttpClient(AppIds.Connector);

    public async Task<SourceRead> ReadAsync(Caller caller, string operation, CancellationToken cancellationToken)
    {
        using var budget = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        budget.CancelAfter(options.Value.ScanBudget);
        var items = new List<ConnectorItem>();
        try
        {
            return await ReadPagesAsync(caller, operation, items, budget.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Incomplete(operation, items, SourceStatus.Unreachable, "the scan budget is used up");
        }
        catch (HttpRequestException exception)
        {
            return Incomplete(operation, items, SourceStatus.Unreachable, exception.Message);
        }
        catch (JsonException exception)
        {
            return Incomplete(operation, items, SourceStatus.Error, exception.Message);
        }
    }

    private async Task<SourceRead> ReadPagesAsync(Caller caller, string operation, List<ConnectorItem> items, CancellationToken cancellationToken)
    {
        string? cursor = null;
        for (var page = 0; page < options.Value.ScanPages; page++)
        {
            using var response = await SendAsync(caller, operation, cursor, cancellationToken);
            if (!response.IsSuccessStatusCode)
            {
                return await RefusedAsync(operation, items, response, cancellationToken);
            }

            var result = await response.Content.ReadFromJsonAsync<ConnectorReadResult>(ContractsJson.Options, cancellationToken)
                ?? throw new JsonException("The connector answered null.");
            items.AddRange(result.Items);
            if (result.ConnectorStatus != SourceStatus.Ok || result.NextCursor is null)
            {
                return new SourceRead(items, result.ConnectorStatus);
            }

            cursor = result.NextCursor;
        }

        return Incomplete(operation, items, SourceStatus.Partial, "there are more pages than one scan reads");
    }

    private async Task<HttpResponseMessage> SendAsync(Caller caller, string operation, string? cursor, CancellationToken cancellationToken)
    {
        var body = new ConnectorReadRequest(caller.TenantId, caller.UserId, operation)
        {
            Roles = caller.Roles,
            OrgUnit = caller.OrgUnit,
            TeamId = caller.TeamId,
            Cursor = cursor,
        };
        using var request = new HttpRequestMessage(HttpMethod.Post, Route)
        {
            // Complete in memory: a body of unknown length is streamed, and streams get no retries from the sidecar.
            Content = new StringContent(JsonSerializer.Serialize(body, ContractsJson.Options), Encoding.UTF8, "application/json"),
        };
        request.Headers.TryAddWithoutValidation(HeaderNames.RequestId, RequestContext.RequestId);
        return await _connector.SendAsync(request, cancellationToken);
    }

    private async Task<SourceRead> RefusedAsync(
        string operation, List<ConnectorItem> items, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var code = await CodeOfAsync(response, cancellationToken);
        if (code == ErrorCodes.PolicyEngineUnavailable)
        {
            return new SourceRead([], SourceStatus.Error, IsPolicyUnavailable: true);
        }

        // Without a problem code it was not the connector that answered but a sidecar that could not reach it.
        var status = response.StatusCode switch
        {
            HttpStatusCode.Forbidden => SourceStatus.Denied,
            HttpStatusCode.NotFound => SourceStatus.Disabled,
            _ when code.Length == 0 => SourceStatus.Unreachable,
            _ => SourceStatus.Error,
        };
        return Incomplete(operation, items, status, $"status {(int)response.StatusCode} {code}");
    }

    private static async Task<string> CodeOfAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.Content.Headers.ContentType?.MediaType != "application/problem+json")
        {
            return "";
        }

        var problem = await response.Content.ReadFromJsonAsync<ProblemDetails>(ContractsJson.Options, cancellationToken);
        return problem is not null && problem.Extensions.TryGetValue("code", out var code) ? code?.ToString() ?? "" : ErrorCodes.InternalError;
    }

    private SourceRead Incomplete(string operation, List<ConnectorItem> items, SourceStatus status, string reason)
    {
        var left = items.Count > 0 ? SourceStatus.Partial : status;
        logger.SourceIncomplete(operation, left.ToString(), reason);
        return new SourceRead(items, left);
    }
}
