using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using OpenClaw.Policy.Features.Bundles;
using OpenClaw.Policy.Features.Documents;
using OpenClaw.Policy.Features.Policies;
using OpenClaw.ServiceDefaults.Http;
using OpenClaw.ServiceDefaults.Policy;

namespace OpenClaw.Policy.Features.Modules;

/// <summary>Judges what administrators want done with their modules. Who may write a scope's policies may write its modules.</summary>
internal sealed partial class ModuleWriter(PolicyChanger changer, PolicySteps steps, BundleShelf shelf)
{
    private const int MaxSource = 64 * 1024;

    public Task<Answered<ModuleView>> CreateAsync(CreateModule request, PolicyOrder order, CancellationToken cancellationToken)
    {
        var faults = Faults(request.Source, request.ChangeReason);
        if (!Name().IsMatch(request.Name ?? ""))
        {
            faults.Add(new PolicyFault("name", "must have 1 to 100 small letters, digits, '-' or '_', beginning with a letter"));
        }

        return faults.Count > 0
            ? Task.FromResult(Answered<ModuleView>.No(PolicyFailures.Bad([.. faults])))
            : changer.MakeAsync(order, unit => PlanCreateAsync(request, order, unit), cancellationToken);
    }

    public Task<Answered<ModuleView>> UpdateAsync(Guid id, UpdateModule request, string? match, PolicyOrder order, CancellationToken cancellationToken)
    {
        var faults = Faults(request.Source, request.ChangeReason);
        return faults.Count > 0
            ? Task.FromResult(Answered<ModuleView>.No(PolicyFailures.Bad([.. faults])))
            : ChangeAsync(id, match, order, (unit, module) => PlanUpdate(unit, module, request, order), cancellationToken);
    }

    public Task<Answered<ModuleView>> EndAsync(Guid id, string? changeReason, string? match, PolicyOrder order, CancellationToken cancellationToken) =>
        string.IsNullOrWhiteSpace(changeReason)
            ? Task.FromResult(Answered<ModuleView>.No(PolicyFailures.Missing("changeReason")))
            : ChangeAsync(
                id,
                match,
                order,
                (unit, module) => Planned<ModuleView>.Yes(Detail(module, "deprecate", changeReason), async () =>
                {
                    await unit.EndAsync(module);
                    return ModuleView.Of(module);
                }) with
                { TouchesForce = true },
                cancellationToken);

    private async Task<Planned<ModuleView>> PlanCreateAsync(CreateModule request, PolicyOrder order, IPolicyUnit unit)
    {
        var place = new CreatePolicy(request.Scope, request.ScopeId, request.OrgId, null, "actions", request.Name, null, null, null, request.ChangeReason, null);
        var (slot, failure) = await SlotFinder.FindAsync(place, order.Caller, unit);
        if (slot is null)
        {
            return Planned<ModuleView>.No(failure!);
        }

        var module = new ModuleRow(
            Guid.CreateVersion7(steps.Now), slot.Scope, slot.ScopeId, slot.KeyOrg, request.Name!, 1, request.Source!, request.ChangeReason!, order.Caller.UserId, steps.Now);
        if (!PolicyAccess.CanWrite(order.Caller, slot))
        {
            return PolicyAccess.CanRead(order.Caller, slot)
                ? Planned<ModuleView>.Refused(PolicyFailures.Forbidden(), Detail(module, "create", request.ChangeReason!))
                : Planned<ModuleView>.No(Failure.NotFound("scope"));
        }

        return Write(unit, null, module, "create", StatusCodes.Status201Created);
    }

    private Planned<ModuleView> PlanUpdate(IPolicyUnit unit, ModuleRow before, UpdateModule request, PolicyOrder order) => Write(
        unit,
        before,
        before with { Version = before.Version + 1, Source = request.Source!, ChangeReason = request.ChangeReason!, ChangedBy = order.Caller.UserId, ChangedAt = steps.Now },
        "update",
        StatusCodes.Status200OK);

    private Planned<ModuleView> Write(IPolicyUnit unit, ModuleRow? before, ModuleRow module, string operation, int status)
    {
        if (shelf.Current?.Of(PolicyCatalogue.Others) is not { } rules)
        {
            return Planned<ModuleView>.No(GetBundleEndpoint.NoBundle());
        }

        var faults = CustomModules.Check(rules, unit.TenantId, module);
        return faults.Count > 0
            ? Planned<ModuleView>.No(PolicyFailures.Invalid(faults))
            : Planned<ModuleView>.Yes(Detail(module, operation, module.ChangeReason), async () =>
            {
                if (before is not null)
                {
                    await unit.EndAsync(before);
                }

                await unit.AddAsync(module);
                return ModuleView.Of(module);
            }) with
            { TouchesForce = true, Status = status };
    }

    private Task<Answered<ModuleView>> ChangeAsync(
        Guid id, string? match, PolicyOrder order, Func<IPolicyUnit, ModuleRow, Planned<ModuleView>> plan, CancellationToken cancellationToken) => changer.MakeAsync(
        order,
        async unit =>
        {
            var module = (await unit.ModulesAsync()).FirstOrDefault(known => known.Id == id);
            return module switch
            {
                null => Planned<ModuleView>.No(Failure.NotFound("module")),
                _ when !PolicyAccess.CanRead(order.Caller, module.Slot) => Planned<ModuleView>.No(Failure.NotFound("module")),
                _ when !PolicyAccess.CanWrite(order.Caller, module.Slot) => Planned<ModuleView>.Refused(PolicyFailures.Forbidden(), Detail(module, order.Operation, "")),
                _ when string.IsNullOrEmpty(match) => Planned<ModuleView>.No(PolicyFailures.NeedsMatch()),
                _ when match != "*" && match.Trim() != $"\"{module.Version}\"" => Planned<ModuleView>.No(PolicyFailures.Stale(module.Version)),
                _ => plan(unit, module),
            };
        },
        cancellationToken);

    private static List<PolicyFault> Faults(string? source, string? reason)
    {
        var faults = new List<PolicyFault>();
        if (source is not { Length: > 0 and <= MaxSource })
        {
            faults.Add(new PolicyFault("source", $"must have 1 to {MaxSource} characters"));
        }

        if (string.IsNullOrWhiteSpace(reason))
        {
            faults.Add(new PolicyFault("changeReason", "is required"));
        }

        return faults;
    }

    private static JsonObject Detail(ModuleRow module, string operation, string reason) => new()
    {
        ["operation"] = operation,
        ["moduleId"] = module.Id.ToString(),
        ["name"] = module.Name,
        ["scope"] = Words.Of(module.Scope),
        ["scopeId"] = module.ScopeId,
        ["version"] = module.Version,
        ["changeReason"] = reason,
    };

    [GeneratedRegex("^[a-z][a-z0-9_-]{0,99}$")]
    private static partial Regex Name();
}
