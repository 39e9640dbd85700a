using System.Globalization;
using System.Net;
using System.Text.Json;
using Dapr.Client;
using OpenClaw.Contracts;

namespace OpenClaw.Policy.Features.Replay;

/// <summary>Asks the audit service through the sidecar.</summary>
internal sealed class SidecarDecisionLog(DaprClient dapr) : IDecisionLog, IDisposable
{
    /// <summary>Some hundred kilobytes: read and decided in a fraction of the time one request has.</summary>
    private const int PageSize = 200;
    private readonly HttpClient _audit = dapr.CreateInvokableHttpClient(AppIds.Audit);

    public async Task<DecisionPage> ReadAsync(string tenantId, DateTimeOffset from, DateTimeOffset to, string? cursor, CancellationToken cancellationToken)
    {
        var query = $"/internal/audit/decisions?tenantId={Uri.EscapeDataString(tenantId)}&from={Text(from)}&to={Text(to)}&limit={PageSize}"
            + (cursor is null ? "" : $"&cursor={Uri.EscapeDataString(cursor)}");
        try
        {
            using var answer = await _audit.GetAsync(new Uri(query, UriKind.Relative), cancellationToken);
            return answer.StatusCode == HttpStatusCode.OK
                && await answer.Content.ReadFromJsonAsync<DecisionPage>(ContractsJson.Options, cancellationToken) is { Entries: not null } page
                ? page
                : throw new DecisionLogUnavailableException($"The audit service answered {(int)answer.StatusCode}.");
        }
        catch (Exception exception) when (exception is HttpRequestException or JsonException)
        {
            throw new DecisionLogUnavailableException($"The audit service cannot be asked: {exception.Message}", exception);
        }
    }

    public void Dispose() => _audit.Dispose();

    private static string Text(DateTimeOffset time) => Uri.EscapeDataString(time.ToString("O", CultureInfo.InvariantCulture));
}
