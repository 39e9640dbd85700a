using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using OpenClaw.Audit.Features.Retention;
using OpenClaw.Audit.Options;
using OpenClaw.Contracts;
using OpenClaw.ServiceDefaults.Audit;
using OpenClaw.ServiceDefaults.Http;
using OpenClaw.ServiceDefaults.Identity;

namespace OpenClaw.Audit.Features.Subjects;

/// <summary>
/// Everything about a person as one document. The other services' part is small and fetched first, so that a service that is
/// away is an answer of its own and not a document that breaks off; the log's part is streamed, however long it is.
/// </summary>
internal sealed class UserDataExporter(
    IUserDataServices services, WholeLog log, IAuditRecorder recorder, IOptions<SubjectOptions> options, TimeProvider time)
{
    public async Task<IResult> WriteAsync(Caller caller, string userId, HttpResponse response, CancellationToken cancellationToken)
    {
        var handle = await recorder.IntentAsync(Intent(caller, userId), cancellationToken);
        var outcome = AuditOutcome.Error;
        var entries = 0L;
        try
        {
            JsonObject[] parts;
            try
            {
                var person = new UserDataRequest(caller.TenantId, userId);
                parts = await Task.WhenAll(options.Value.Services.Select(service => services.ExportAsync(service, person, cancellationToken)));
            }
            catch (UserDataServiceException exception)
            {
                return new Failure(
                    ErrorCodes.ServiceUnavailable, StatusCodes.Status503ServiceUnavailable, "A service that holds part of the data does not answer",
                    $"Try again shortly ({exception.Message}).").ToProblem();
            }

            response.ContentType = "application/json";
            response.Headers.ContentDisposition = "attachment; filename=\"user-data.json\"";
            await foreach (var count in StreamAsync(caller.TenantId, userId, parts, response, cancellationToken))
            {
                entries = count;
            }

            outcome = AuditOutcome.Success;
            return Results.Empty;
        }
        finally
        {
            await recorder.OutcomeAsync(handle, new AuditResult(outcome) { Detail = new JsonObject { ["auditEntries"] = entries } }, CancellationToken.None);
        }
    }

    private async IAsyncEnumerable<long> StreamAsync(
        string tenantId, string userId, JsonObject[] parts, HttpResponse response, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var writer = new Utf8JsonWriter(response.BodyWriter, new JsonWriterOptions { Encoder = ContractsJson.Options.Encoder });
        writer.WriteStartObject();
        writer.WriteString("userId", userId);
        writer.WriteString("tenantId", tenantId);
        writer.WriteString("exportedAt", time.GetUtcNow());
        writer.WriteStartArray("auditEntries");
        var count = 0L;
        await foreach (var entries in log.OfPersonAsync(tenantId, userId, cancellationToken))
        {
            foreach (var entry in entries)
            {
                JsonSerializer.Serialize(writer, entry, ContractsJson.Options);
            }

            count += entries.Count;
            await writer.FlushAsync(cancellationToken);
            yield return count;
        }

        writer.WriteEndArray();
        foreach (var (name, value) in parts.SelectMany(part => part).DistinctBy(member => member.Key))
        {
            writer.WritePropertyName(name);
            JsonSerializer.Serialize(writer, value, ContractsJson.Options);
        }

        writer.WriteEndObject();
        await writer.FlushAsync(cancellationToken);
    }

    private static AuditIntent Intent(Caller caller, string userId) => new(
        AuditActionType.DataExport,
        "user_data_export",
        caller.TenantId,
        userId,
        new PolicyDecision(PolicyResult.Allow, "system", "", "Persons may have their data, and administrators may have it for them."),
        Classification.Restricted)
    {
        ActorUserId = caller.UserId,
    };
}
