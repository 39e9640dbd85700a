using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using OpenClaw.Audit.Features.Ingest;
using OpenClaw.Audit.Features.Query;
using OpenClaw.Audit.Options;
using OpenClaw.Contracts;
using OpenClaw.ServiceDefaults.Http;

namespace OpenClaw.Audit.Features.Subjects;

/// <summary>
/// Asks one service after the other and remembers who has answered, so that an erasure goes on where it stopped, in whatever
/// replica. It ends only when all have.
/// </summary>
internal sealed class ErasureRunner(
    IErasureStore store, IUserDataServices services, IAuditReader reader, MasterKey master, ErasureAudit audit,
    IOptions<SubjectOptions> options, TimeProvider time, ILogger<ErasureRunner> logger)
{
    private const int MostPauses = 20;

    // Longer than all services together may take; only a process that died lets it run out.
    private TimeSpan Lease => (options.Value.Services.Count + 1) * options.Value.ServiceTimeout;

    /// <summary>Works on this erasure, or on any that is due; false when there was none to take.</summary>
    public async Task<bool> RunAsync(Guid? id, CancellationToken cancellationToken)
    {
        if (await store.TakeAsync(id, Lease, cancellationToken) is not { } erasure)
        {
            return false;
        }

        var keys = await master.ReadAsync(cancellationToken);
        var person = ErasurePerson.Open(keys, erasure) ?? throw new AuditStoreUnavailableException($"Erasure {erasure.Id} was made under another master key.");
        RequestContext.Continue(person.RequestId);
        if (await TryAskAllAsync(erasure, person, cancellationToken))
        {
            var handle = await audit.IntentAsync(erasure, person, cancellationToken);
            await audit.OutcomeAsync(handle, AuditOutcome.Success, erasure.Done.DeepClone().AsObject(), cancellationToken);
            await store.CompleteAsync(erasure.Id, time.GetUtcNow(), cancellationToken);
            logger.ErasureComplete(erasure.Id);
        }
        else
        {
            await store.PostponeAsync(erasure.Id, options.Value.RetryAfter * Math.Min(erasure.Attempts, MostPauses), cancellationToken);
        }

        return true;
    }

    private async Task<bool> TryAskAllAsync(Erasure erasure, ErasurePerson person, CancellationToken cancellationToken)
    {
        var isComplete = true;
        if (!erasure.Done.ContainsKey(AppIds.Audit))
        {
            var entries = await reader.CountAsync(erasure.TenantId, erasure.Pseudonym, cancellationToken);
            await MarkAsync(erasure, AppIds.Audit, new JsonObject { ["entries"] = entries }, cancellationToken);
        }

        foreach (var service in options.Value.Services.Where(service => !erasure.Done.ContainsKey(service)).ToArray())
        {
            try
            {
                var counts = await services.EraseAsync(service, new UserDataRequest(erasure.TenantId, person.UserId), cancellationToken);
                await MarkAsync(erasure, service, new JsonObject(counts.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value))), cancellationToken);
            }
            catch (UserDataServiceException exception)
            {
                // The others need not wait for the one that is away.
                isComplete = false;
                logger.ErasureWaits(erasure.Id, service, exception.Message);
            }
        }

        return isComplete;
    }

    private async Task MarkAsync(Erasure erasure, string service, JsonObject counts, CancellationToken cancellationToken)
    {
        await store.MarkAsync(erasure.Id, service, counts, cancellationToken);
        erasure.Done[service] = counts;
    }
}
