using System.Text.Json.Nodes;
using OpenClaw.Contracts;
using OpenClaw.Policy.Features.Policies;
using OpenClaw.ServiceDefaults.Http;
using OpenClaw.ServiceDefaults.Identity;

namespace OpenClaw.Policy.Features.Accounts;

/// <summary>Changes of service accounts and their keys, each on record. Accounts and keys end, they do not vanish.</summary>
internal sealed class AccountAdministration(IAccountStore accounts, Repeats repeats, AdministrationAudit audit, TimeProvider time)
{
    private static readonly TimeSpan DefaultGrace = TimeSpan.FromHours(1);

    public async Task<(ServiceAccount? Account, Failure? Failure)> CreateAsync(PolicyOrder order, CreateServiceAccount request, CancellationToken cancellationToken)
    {
        var caller = order.Caller;
        if (AccountRules.Check(request) is { Count: > 0 } faults)
        {
            return (null, PolicyFailures.Bad([.. faults]));
        }

        if (await repeats.FindAsync<ServiceAccount>(order, caller.TenantId, cancellationToken) is { } before)
        {
            return before;
        }

        var now = time.GetUtcNow();
        var account = new ServiceAccount(
            AccountRules.Prefix + request.Name, request.Description ?? "", [.. request.Scopes!.Distinct(StringComparer.Ordinal)], request.OrgUnit, request.TeamId,
            request.Tier ?? KeyTier.Basic, true, caller.UserId, now, now, 1);
        return await RecordAsync(caller, "service_account_create", Describe(account), () => accounts.AddAsync(caller.TenantId, account, repeats.Keep(order, account), cancellationToken), cancellationToken)
            ? (account, null)
            : (null, PolicyFailures.Conflict("There is a service account with this name."));
    }

    public async Task<(ServiceAccount? Account, Failure? Failure)> ChangeAsync(
        Caller caller, string id, ChangeServiceAccount request, string? match, CancellationToken cancellationToken)
    {
        if (await accounts.FindAsync(caller.TenantId, id, cancellationToken) is not { } account)
        {
            return (null, Failure.NotFound("service account"));
        }

        if (AccountRules.Check(request) is { Count: > 0 } faults)
        {
            return (null, PolicyFailures.Bad([.. faults]));
        }

        if (PolicyFailures.Mismatch(match, account.RowVersion) is { } mismatch)
        {
            return (null, mismatch);
        }

        var changed = account with
        {
            RowVersion = account.RowVersion + 1,
            Description = request.Description ?? account.Description,
            Scopes = request.Scopes is null ? account.Scopes : [.. request.Scopes.Distinct(StringComparer.Ordinal)],
            Tier = request.Tier ?? account.Tier,
            IsEnabled = request.IsEnabled ?? account.IsEnabled,
            UpdatedAt = time.GetUtcNow(),
        };
        return await RecordAsync(
            caller, "service_account_update", Describe(changed), () => accounts.UpdateAsync(caller.TenantId, changed, caller.UserId, cancellationToken), cancellationToken)
            ? (changed, null)
            : (null, PolicyFailures.Stale(changed.RowVersion));
    }

    public async Task<(IssuedKey? Key, Failure? Failure)> IssueAsync(PolicyOrder order, string id, IssueKey request, CancellationToken cancellationToken)
    {
        var caller = order.Caller;
        if (await repeats.FindAsync<IssuedKey>(order, caller.TenantId, cancellationToken) is { } before)
        {
            return before;
        }

        if (await accounts.FindAsync(caller.TenantId, id, cancellationToken) is not { } account)
        {
            return (null, Failure.NotFound("service account"));
        }

        if (AccountRules.Check(request) is { Count: > 0 } faults)
        {
            return (null, PolicyFailures.Bad([.. faults]));
        }

        return account.IsEnabled
            ? await AddKeyAsync(order, account, request.ExpiresInDays, null, cancellationToken)
            : (null, PolicyFailures.Conflict("The service account is disabled."));
    }

    public async Task<(IssuedKey? Key, Failure? Failure)> RotateAsync(
        PolicyOrder order, string id, string keyId, RotateKey request, CancellationToken cancellationToken)
    {
        var caller = order.Caller;
        if (await repeats.FindAsync<IssuedKey>(order, caller.TenantId, cancellationToken) is { } before)
        {
            return before;
        }

        var now = time.GetUtcNow();
        var known = (await accounts.KeysAsync(caller.TenantId, id, cancellationToken))
            .FirstOrDefault(key => key.KeyId == keyId && key.RevokedAt is null && (key.ExpiresAt is null || key.ExpiresAt > now));
        if (known is null || await accounts.FindAsync(caller.TenantId, id, cancellationToken) is not { } account)
        {
            return (null, Failure.NotFound("key"));
        }

        if (AccountRules.Check(request) is { Count: > 0 } faults)
        {
            return (null, PolicyFailures.Bad([.. faults]));
        }

        var end = now + (request.GraceSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : DefaultGrace);
        var oldEnd = known.ExpiresAt is { } planned && planned < end ? planned : end;
        return await AddKeyAsync(order, account, request.ExpiresInDays, (keyId, oldEnd), cancellationToken);
    }

    public async Task<Failure?> RevokeAsync(Caller caller, string id, string keyId, CancellationToken cancellationToken)
    {
        if ((await accounts.KeysAsync(caller.TenantId, id, cancellationToken)).All(key => key.KeyId != keyId || key.RevokedAt is not null))
        {
            return Failure.NotFound("key");
        }

        var detail = new JsonObject { ["account"] = id, ["key"] = keyId };
        await RecordAsync(
            caller, "api_key_revoke", detail,
            () => accounts.EndKeyAsync(caller.TenantId, id, keyId, caller.UserId, time.GetUtcNow(), null, cancellationToken), cancellationToken);
        return null;
    }

    private async Task<(IssuedKey? Key, Failure? Failure)> AddKeyAsync(
        PolicyOrder order, ServiceAccount account, int? days, (string KeyId, DateTimeOffset End)? replaced, CancellationToken cancellationToken)
    {
        var caller = order.Caller;
        var now = time.GetUtcNow();
        var key = NewKey.Make();
        var view = new KeyView(key.Id, account.Id, caller.UserId, now, now.AddDays(days ?? AccountRules.DefaultDays), null);
        var detail = new JsonObject { ["account"] = account.Id, ["key"] = key.Id, ["replaces"] = replaced?.KeyId };
        var issued = new IssuedKey(key.Id, key.Text, view.ExpiresAt);

        // A secret is kept nowhere, so whoever repeats the request learns that there is a key, and can replace or end it.
        var kept = repeats.Keep(order, issued with { Key = null });
        var isAdded = await RecordAsync(
            caller,
            order.Operation,
            detail,
            async () => await accounts.AddKeyAsync(caller.TenantId, view, key.SecretHash, kept, cancellationToken)
                && (replaced is not { } old || await accounts.EndKeyAsync(caller.TenantId, account.Id, old.KeyId, caller.UserId, null, old.End, cancellationToken)),
            cancellationToken);
        return isAdded ? (issued, null) : (null, PolicyFailures.Conflict("The same request is being answered, or the key was revoked meanwhile."));
    }

    private Task<bool> RecordAsync(Caller caller, string action, JsonObject detail, Func<Task<bool>> effect, CancellationToken cancellationToken) =>
        audit.RecordAsync(caller, caller.TenantId, action, detail, effect, done => done, cancellationToken);

    private static JsonObject Describe(ServiceAccount account) => new()
    {
        ["account"] = account.Id,
        ["scopes"] = new JsonArray([.. account.Scopes.Select(scope => (JsonNode)scope)]),
        ["tier"] = account.Tier.ToString().ToLowerInvariant(),
        ["enabled"] = account.IsEnabled,
    };
}
