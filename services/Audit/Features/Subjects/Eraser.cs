using System.Text.Json.Nodes;
using OpenClaw.Audit.Features.Ingest;
using OpenClaw.Contracts;
using OpenClaw.ServiceDefaults.Audit;
using OpenClaw.ServiceDefaults.Http;
using OpenClaw.ServiceDefaults.Identity;

namespace OpenClaw.Audit.Features.Subjects;

/// <summary>
/// Begins an erasure: recorded first, then the key is destroyed, which is the moment it takes effect in the log, then the
/// other services are asked, for as long as it takes.
/// </summary>
internal sealed class Eraser(
    IErasureStore store, SubjectVault vault, MasterKey master, ErasureAudit audit, ErasureRunner runner, TimeProvider time, ILogger<Eraser> logger)
{
    /// <summary>Null when a legal hold forbids it.</summary>
    public async Task<Erasure?> EraseAsync(Caller caller, ErasureOrder order, CancellationToken cancellationToken)
    {
        var person = new PersonId(caller.TenantId, order.UserId);
        var pseudonym = await vault.PseudonymOfAsync(person, cancellationToken) ?? Pseudonyms.New();
        var requested = time.GetUtcNow();
        var erasure = new Erasure(Guid.CreateVersion7(requested), caller.TenantId, pseudonym, null, requested, 0, [], null);
        var details = new ErasurePerson(
            order.UserId,
            caller.UserId == order.UserId ? pseudonym : caller.UserId,
            Nameless(order.Reason ?? "", order.UserId, pseudonym),
            RequestContext.RequestId);
        var handle = await audit.IntentAsync(erasure, details, cancellationToken);
        if (!await TryBeginAsync(erasure, details, person, cancellationToken))
        {
            await audit.OutcomeAsync(handle, AuditOutcome.Denied, new JsonObject(), cancellationToken);
            return null;
        }

        // The rest goes on without the caller too, here or in another replica.
        vault.Forget(caller.TenantId, pseudonym);
        await TryRunAsync(erasure.Id, cancellationToken);
        return await store.FindAsync(caller.TenantId, erasure.Id, cancellationToken);
    }

    private async Task<bool> TryBeginAsync(Erasure erasure, ErasurePerson details, PersonId person, CancellationToken cancellationToken)
    {
        var keys = await master.ReadAsync(cancellationToken);
        var begin = new NewErasure(erasure.Id, erasure.TenantId, erasure.Pseudonym, keys.LookupOf(person), details.Seal(keys, erasure.Id), erasure.RequestedAt);
        return await store.BeginAsync(begin, cancellationToken);
    }

    private async Task TryRunAsync(Guid id, CancellationToken cancellationToken)
    {
        try
        {
            await runner.RunAsync(id, cancellationToken);
        }
        catch (Exception exception) when (exception is AuditStoreUnavailableException or AuditUnavailableException)
        {
            logger.ErasuresWait(exception.Message);
        }
    }

    /// <summary>The reason stays in the log, so it must not say who it was.</summary>
    private static string Nameless(string reason, string userId, string pseudonym) => reason.Replace(userId, pseudonym, StringComparison.OrdinalIgnoreCase);
}
