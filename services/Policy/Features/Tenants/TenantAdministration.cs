using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using OpenClaw.Contracts;
using OpenClaw.Policy.Features.Policies;
using OpenClaw.Policy.Options;
using OpenClaw.ServiceDefaults.Http;
using OpenClaw.ServiceDefaults.Identity;

namespace OpenClaw.Policy.Features.Tenants;

/// <summary>Changes of tenants, each on record in the log of the tenant it concerns.</summary>
internal sealed class TenantAdministration(ITenantStore tenants, Repeats repeats, AdministrationAudit audit, IOptions<TenantOptions> options, TimeProvider time)
{
    public async Task<(TenantRow? Row, Failure? Failure)> FindAsync(Caller caller, string id, CancellationToken cancellationToken) =>
        TenantEndpoints.IsVisible(caller, id, options.Value) && await tenants.FindAsync(id, cancellationToken) is { } row
            ? (row, null)
            : (null, Failure.NotFound("tenant"));

    public async Task<(TenantRow? Row, Failure? Failure)> CreateAsync(PolicyOrder order, CreateTenant request, CancellationToken cancellationToken)
    {
        var caller = order.Caller;
        if (!IsOperator(caller))
        {
            return (null, OnlyOperators());
        }

        if (TenantRules.Check(request.Id, request.Settings) is { Count: > 0 } faults)
        {
            return (null, PolicyFailures.Bad([.. faults]));
        }

        if (await repeats.FindAsync<TenantRow>(order, request.Id!, cancellationToken) is { } before)
        {
            return before;
        }

        var now = time.GetUtcNow();
        var entry = Apply(new TenantEntry(request.Id!, "", TenantStatus.Provisioning), request.Settings);
        var row = new TenantRow(entry, "", 1, caller.UserId, now, caller.UserId, now);
        try
        {
            await audit.RecordAsync(caller, entry.Id, "tenant_create", Describe(entry), async () =>
            {
                await tenants.AddAsync(row, repeats.Keep(order, row), cancellationToken);
                return true;
            }, _ => true, cancellationToken);
            return (row, null);
        }
        catch (TenantConflictException exception)
        {
            return (null, PolicyFailures.Conflict(exception.Message));
        }
    }

    public async Task<(TenantRow? Row, Failure? Failure)> UpdateAsync(
        Caller caller, string id, TenantSettings request, string? match, CancellationToken cancellationToken)
    {
        var (row, failure) = await FindAsync(caller, id, cancellationToken);
        if (row is null)
        {
            return (null, failure);
        }

        if (TenantRules.Check(id, request) is { Count: > 0 } faults)
        {
            return (null, PolicyFailures.Bad([.. faults]));
        }

        if (PolicyFailures.Mismatch(match, row.RowVersion) is { } wrongVersion)
        {
            return (null, wrongVersion);
        }

        var changed = row with { Entry = Apply(row.Entry, request), RowVersion = row.RowVersion + 1, UpdatedBy = caller.UserId, UpdatedAt = time.GetUtcNow() };
        return await SaveAsync(caller, "tenant_update", changed, row.RowVersion, Describe(changed.Entry), cancellationToken);
    }

    public async Task<(TenantRow? Row, Failure? Failure)> ChangeStatusAsync(
        Caller caller, string id, ChangeTenantStatus request, CancellationToken cancellationToken)
    {
        var (row, failure) = await FindAsync(caller, id, cancellationToken);
        if (row is null)
        {
            return (null, failure);
        }

        if (!IsOperator(caller))
        {
            return (null, OnlyOperators());
        }

        if (request.Status is not { } status || string.IsNullOrWhiteSpace(request.Reason) || request.Reason.Length > 1000)
        {
            return (null, PolicyFailures.Missing("status", "reason"));
        }

        if (id == options.Value.Owner && status != TenantStatus.Active)
        {
            return (null, PolicyFailures.Conflict("The operating tenant stays active, or nobody could activate any tenant again."));
        }

        var changed = row with
        {
            Entry = row.Entry with { Status = status },
            StatusReason = request.Reason,
            RowVersion = row.RowVersion + 1,
            UpdatedBy = caller.UserId,
            UpdatedAt = time.GetUtcNow(),
        };
        var detail = new JsonObject { ["from"] = Word(row.Entry.Status), ["to"] = Word(status), ["reason"] = request.Reason, ["actorTenant"] = caller.TenantId };
        return await SaveAsync(caller, "tenant_status", changed, row.RowVersion, detail, cancellationToken);
    }

    private async Task<(TenantRow? Row, Failure? Failure)> SaveAsync(
        Caller caller, string action, TenantRow changed, int expected, JsonObject detail, CancellationToken cancellationToken)
    {
        try
        {
            var isSaved = await audit.RecordAsync(
                caller, changed.Entry.Id, action, detail, () => tenants.UpdateAsync(changed, expected, cancellationToken), saved => saved, cancellationToken);
            return isSaved ? (changed, null) : (null, PolicyFailures.Stale(expected + 1));
        }
        catch (TenantConflictException exception)
        {
            return (null, PolicyFailures.Conflict(exception.Message));
        }
    }

    private bool IsOperator(Caller caller) => options.Value.Owner.Length > 0 && caller.TenantId == options.Value.Owner;

    private static Failure OnlyOperators() => new(
        ErrorCodes.Forbidden, StatusCodes.Status403Forbidden, "Not allowed", "Tenants are added, activated and suspended by administrators of the operating tenant.");

    private static TenantEntry Apply(TenantEntry entry, TenantSettings settings) => entry with
    {
        Name = settings.Name!,
        Domains = [.. (settings.Domains ?? []).Distinct(StringComparer.Ordinal)],
        OidcIssuer = settings.OidcIssuer,
        OidcClientId = settings.OidcClientId,
        RoleMap = settings.RoleMap ?? new Dictionary<string, string>(),
        CustomRoles = settings.CustomRoles ?? new Dictionary<string, string>(),
    };

    private static JsonObject Describe(TenantEntry entry) => new()
    {
        ["name"] = entry.Name,
        ["domains"] = new JsonArray([.. entry.Domains.Select(domain => (JsonNode)domain)]),
        ["oidcIssuer"] = entry.OidcIssuer,
        ["roleMap"] = new JsonObject(entry.RoleMap.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value))),
        ["customRoles"] = new JsonObject(entry.CustomRoles.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value))),
    };

    private static string Word(TenantStatus status) => status.ToString().ToLowerInvariant();
}
