using System.Buffers;
using System.Diagnostics;
using System.Text.Json.Nodes;
using OpenClaw.Contracts;
using OpenClaw.Policy.Features.Bundles;
using OpenClaw.Policy.Features.Documents;
using OpenClaw.Policy.Features.Policies;
using OpenClaw.Rego;
using OpenClaw.ServiceDefaults.Policy;

namespace OpenClaw.Policy.Features.Replay;

/// <summary>Decides page after page of the log again, and keeps of it counts and a few examples only.</summary>
internal sealed class Replayer(BundleShelf shelf, IDecisionLog log)
{
    /// <summary>Calls between services end after three seconds; what is not done by then is asked for again with the cursor.</summary>
    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(1.5);
    private static readonly RegoLimits Limits = new() { Timeout = TimeSpan.FromMilliseconds(250) };

    /// <summary>Null when there are no rules.</summary>
    public async Task<ReplayAnswer?> ReplayAsync(
        string tenantId, ActiveDocument draft, int governed, DateTimeOffset from, DateTimeOffset to, string? cursor, CancellationToken cancellationToken)
    {
        if (shelf.Confirmed?.Of(tenantId) is not { } bundle)
        {
            return null;
        }

        var clock = Stopwatch.StartNew();
        var tally = new ReplayTally(governed);
        var (present, tried) = (Compile(bundle, tenantId, []), Compile(bundle, tenantId, [draft]));
        string? next;
        do
        {
            var page = await log.ReadAsync(tenantId, from, to, cursor, cancellationToken);
            foreach (var entry in page.Entries)
            {
                cancellationToken.ThrowIfCancellationRequested();
                Replay(entry, draft.Slot, bundle.Version, present, tried, tally);
            }

            next = cursor = page.HasMore ? page.NextCursor : null;
        }
        while (next is not null && clock.Elapsed < Budget);
        return tally.Answer(from, to, next);
    }

    private static void Replay(AuditEntry entry, PolicySlot slot, string version, RegoQuery present, RegoQuery tried, ReplayTally tally)
    {
        var (action, skipped) = RecordedDecision.Read(entry, slot);
        if (action is null)
        {
            tally.Skip(skipped!);
            return;
        }

        var input = new ArrayBufferWriter<byte>(512);
        PolicyInput.Write(input, action);
        var (now, draft) = (Decide(present, input.WrittenSpan, version), Decide(tried, input.WrittenSpan, version));
        tally.Count(entry, Words.Of(entry.PolicyResult), now.Word, draft.Word, draft.Reason);
    }

    private static (string Word, string Reason) Decide(RegoQuery query, ReadOnlySpan<byte> input, string version)
    {
        try
        {
            var result = query.Evaluate(input, Limits);
            return result.IsDefined && PolicyVerdict.Read(result.ToJson(), version) is { } verdict
                ? (Words.Of(verdict.Result), verdict.Reason)
                : ("error", "The rules gave no answer that is understood.");
        }
        catch (RegoException exception)
        {
            return ("error", exception.Message);
        }
    }

    private static RegoQuery Compile(PolicyBundle bundle, string tenantId, IReadOnlyList<ActiveDocument> drafts)
    {
        var tenant = TenantData.With(bundle.Data["tenants"]?[tenantId] as JsonObject, drafts);
        var data = new JsonObject { ["tenants"] = new JsonObject { [tenantId] = tenant } };
        return CompiledPolicy.Compile(bundle.Modules.Select(module => new RegoModule(module.Path, module.Source)), data).Prepare(PolicyBundle.EntryPoint);
    }
}
