using System.Text.Json.Nodes;
using OpenClaw.Policy.Features.Documents;
using OpenClaw.Policy.Features.Policies;
using OpenClaw.ServiceDefaults.Http;

namespace OpenClaw.Policy.Features.Transfer;

/// <summary>What became of one file of an imported folder.</summary>
public sealed record ImportedFile(string Path, Guid PolicyId, string Version, string Outcome);

/// <summary>What an import did; all of it or nothing.</summary>
public sealed record ImportResult(IReadOnlyList<ImportedFile> Files);

/// <summary>
/// Makes what is in force what a folder says: new where there is nothing, a new version where something else is said, nothing
/// where the same is said. What the folder does not mention stays. One transaction, from the enterprise down, so that each file
/// is held against the imported ones above it.
/// </summary>
internal sealed class PolicyImporter(PolicyChanger changer, PolicySteps steps)
{
    public Task<Answered<ImportResult>> ImportAsync(
        IReadOnlyList<PolicyFileEntry> files, string changeReason, PolicyOrder order, CancellationToken cancellationToken) =>
        changer.MakeAsync(
            order,
            async unit =>
            {
                var plans = new List<(PolicyFileEntry File, PolicySlot Slot, VersionText Text)>();
                foreach (var file in files)
                {
                    var (slot, text, failure) = await JudgeAsync(unit, file, changeReason, order);
                    if (failure is not null)
                    {
                        return Planned<ImportResult>.No(Named(failure, file.Path));
                    }

                    plans.Add((file, slot!, text!));
                }

                // Asked for at once: a folder may hold thousands of files.
                var slots = plans.SelectMany(plan => plan.Slot.Ancestors(unit.TenantId).Append(plan.Slot)).DistinctBy(Place).ToList();
                var active = (await unit.ActiveAsync(slots)).ToDictionary(document => Place(document.Slot));
                if (FindWidening(unit.TenantId, plans, active) is { } wider)
                {
                    return Planned<ImportResult>.Refused(wider, Detail(files, changeReason));
                }

                return Planned<ImportResult>.Yes(Detail(files, changeReason), () => WriteAsync(unit, plans, active, changeReason, order)) with { TouchesForce = true };
            },
            cancellationToken);

    private static async Task<(PolicySlot? Slot, VersionText? Text, Failure? Failure)> JudgeAsync(
        IPolicyUnit unit, PolicyFileEntry file, string changeReason, PolicyOrder order)
    {
        var request = new CreatePolicy(Words.Of(file.Scope), file.ScopeId, file.OrgId, null, file.Domain, null, null, null, null, changeReason, null);
        var (slot, failure) = await SlotFinder.FindAsync(request, order.Caller, unit);
        if (slot is null)
        {
            return (null, null, failure);
        }

        if (!PolicyAccess.CanWrite(order.Caller, slot))
        {
            return (null, null, PolicyAccess.CanRead(order.Caller, slot) ? PolicyFailures.Forbidden() : Failure.NotFound("scope"));
        }

        var (text, invalid) = VersionText.Read(slot.Domain, JsonValue.Create(file.Content));
        return (slot, text, invalid);
    }

    /// <summary>Above a file lies what the folder says there, and what is in force where it says nothing.</summary>
    private static Failure? FindWidening(
        string tenantId,
        List<(PolicyFileEntry File, PolicySlot Slot, VersionText Text)> plans,
        Dictionary<(PolicyScope, string, string, string), ActiveDocument> active)
    {
        var imported = plans.ToDictionary(plan => Place(plan.Slot), plan => plan.Text.Document.Content);
        foreach (var (file, slot, text) in plans)
        {
            var above = slot.Ancestors(tenantId).Select(Place)
                .Select(place => imported.GetValueOrDefault(place) ?? active.GetValueOrDefault(place)?.Document).OfType<JsonObject>().ToList();
            if (NarrowingCheck.Compare(PolicyDomains.All[slot.Domain], above, text.Document.Content) is { Count: > 0 } widened)
            {
                return Named(PolicyFailures.Widens(widened, []), file.Path);
            }
        }

        return null;
    }

    private async Task<ImportResult> WriteAsync(
        IPolicyUnit unit,
        List<(PolicyFileEntry File, PolicySlot Slot, VersionText Text)> plans,
        Dictionary<(PolicyScope, string, string, string), ActiveDocument> active,
        string changeReason,
        PolicyOrder order)
    {
        var results = new List<ImportedFile>();
        foreach (var (file, slot, text) in plans)
        {
            results.Add(active.TryGetValue(Place(slot), out var known)
                ? await UpdateAsync(unit, file, (await unit.FindAsync(known.PolicyId))!, text, changeReason, order)
                : await CreateAsync(unit, file, slot, text, changeReason, order));
        }

        return new ImportResult(results);
    }

    /// <summary>Where one policy is active at a time.</summary>
    private static (PolicyScope, string, string, string) Place(PolicySlot slot) => (slot.Scope, slot.ScopeId, slot.KeyOrg, slot.Domain);

    private async Task<ImportedFile> UpdateAsync(
        IPolicyUnit unit, PolicyFileEntry file, PolicyFile known, VersionText text, string changeReason, PolicyOrder order)
    {
        if (JsonNode.DeepEquals(known.Active!.Document, text.Document.Content))
        {
            return new ImportedFile(file.Path, known.Policy.Id, known.Active.Version.ToString(), "unchanged");
        }

        var version = steps.NewVersion(
            known.Policy.Id, known.Versions.Count + 1, known.Highest.Next(), text, PolicyStatus.Active, VersionOperation.Import, order.Caller.UserId, changeReason)
            with
        { BasedOn = known.Active.Version.ToString() };
        await steps.AddAsync(unit, known, version);
        return new ImportedFile(file.Path, known.Policy.Id, version.Version.ToString(), "updated");
    }

    private async Task<ImportedFile> CreateAsync(
        IPolicyUnit unit, PolicyFileEntry file, PolicySlot slot, VersionText text, string changeReason, PolicyOrder order)
    {
        var name = string.Join('-', PolicyFolder.PathOf(slot).Split('/')[..^1].Append(slot.Domain));
        var policy = new PolicyRow(Guid.CreateVersion7(steps.Now), slot, name, PolicyStatus.Active, 1, order.Caller.UserId, steps.Now, order.Caller.UserId, steps.Now);
        await unit.AddAsync(policy);
        await unit.AddAsync(slot, steps.NewVersion(
            policy.Id, 1, new SemanticVersion(1, 0, 0, ""), text, PolicyStatus.Active, VersionOperation.Import, order.Caller.UserId, changeReason));
        return new ImportedFile(file.Path, policy.Id, "1.0.0", "created");
    }

    private static Failure Named(Failure failure, string path) => failure with
    {
        Detail = $"{path}: {failure.Detail}",
        Extensions = new Dictionary<string, object?>(failure.Extensions) { ["file"] = path },
    };

    private static JsonObject Detail(IReadOnlyList<PolicyFileEntry> files, string changeReason) => new()
    {
        ["operation"] = "import",
        ["files"] = Fields.List([.. files.Select(file => file.Path)]),
        ["changeReason"] = changeReason,
    };
}
