using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Dapr.Client;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OpenClaw.Contracts;
using OpenClaw.ServiceDefaults.Events;

namespace OpenClaw.ServiceDefaults.Audit;

/// <summary>
/// Invokes the audit service through the sidecar; when it cannot be reached, publishes to the durable topic it consumes.
/// The log de-duplicates by id, so a call whose answer got lost may be repeated on the topic.
/// </summary>
internal sealed class SidecarAuditSink(
    DaprClient dapr,
    IEventPublisher publisher,
    IOptions<AuditRecorderOptions> options,
    TimeProvider time,
    ILogger<SidecarAuditSink> logger)
    : IAuditSink, IDisposable
{
    private readonly HttpClient _audit = dapr.CreateInvokableHttpClient(AppIds.Audit);
    private long _resumeAt;

    public async Task AppendAsync(IReadOnlyList<AuditEntry> entries, CancellationToken cancellationToken)
    {
        if (IsPausing() || await TryInvokeAsync(entries, cancellationToken) is false)
        {
            await PublishAsync(entries, cancellationToken);
        }
    }

    public void Dispose() => _audit.Dispose();

    private bool IsPausing() => time.GetTimestamp() < Volatile.Read(ref _resumeAt);

    private async Task<bool> TryInvokeAsync(IReadOnlyList<AuditEntry> entries, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(options.Value.InvokeTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        string reason;
        try
        {
            using var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(new AuditBatch(entries), ContractsJson.Options));
            content.Headers.ContentType = new("application/json");
            using var response = await _audit.PostAsync(new Uri("/api/v1/audit/entries", UriKind.Relative), content, either.Token);
            if (response.IsSuccessStatusCode)
            {
                return true;
            }

            if (response.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.UnprocessableEntity)
            {
                throw new AuditRejectedException(await response.Content.ReadAsStringAsync(either.Token));
            }

            if (response.StatusCode == HttpStatusCode.ServiceUnavailable && await IsTamperedAsync(response, either.Token))
            {
                // The log is there and says no; the durable topic must not be a way around that.
                throw new AuditTamperedException();
            }

            reason = $"status {(int)response.StatusCode}";
        }
        catch (Exception exception) when (exception is HttpRequestException || exception is OperationCanceledException && timeout.IsCancellationRequested)
        {
            reason = exception.Message;
        }

        logger.AuditServiceUnreachable(entries.Count, reason);
        Volatile.Write(ref _resumeAt, time.GetTimestamp() + (long)(options.Value.Pause.TotalSeconds * time.TimestampFrequency));
        return false;
    }

    private static async Task<bool> IsTamperedAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var body = await response.Content.ReadAsStringAsync(cancellationToken);
        return body.Contains($"\"{ErrorCodes.AuditTampered}\"", StringComparison.Ordinal);
    }

    private async Task PublishAsync(IReadOnlyList<AuditEntry> entries, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var tenant in entries.GroupBy(entry => entry.TenantId, StringComparer.Ordinal))
            {
                AuditEntry[] ofTenant = [.. tenant];
                await publisher.PublishAsync(
                    Topics.AuditEntries,
                    new AuditEntriesRecorded(EventIdOf(ofTenant), tenant.Key, ofTenant[0].RequestId, ofTenant[0].Timestamp, ofTenant),
                    cancellationToken);
            }
        }
        catch (EventNotPublishedException exception)
        {
            throw new AuditUnavailableException("Neither the audit service nor the durable topic can be reached.", exception);
        }
    }

    /// <summary>The same batch has the same event id, whoever repeats it.</summary>
    private static string EventIdOf(IEnumerable<AuditEntry> entries) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(string.Join(',', entries.Select(entry => entry.Id)))).AsSpan(0, 16));
}
