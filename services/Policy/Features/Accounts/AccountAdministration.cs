using System.Text.Json.Nodes;
using OpenClaw.Contracts;
using OpenClaw.Policy.Features.Policies;
using OpenClaw.ServiceDefaults.Http;
using OpenClaw.ServiceDefaults.Identity;

namespace OpenClaw.Policy.Features.Accounts;

/// <summary>Changes of service accounts and their keys, each on record. Accounts and keys end, they do not vanish.</summary>
internal sealed class AccountAdministration(IAccountStore accounts, AdministrationAudit audit, TimeProvider time)
{
    private static readonly TimeSpan DefaultGrace = TimeSpan.FromHours(1);

    public async Task<(ServiceAccount? Account, Failure? Failure)> CreateAsync(Caller caller, CreateServiceAccount request, CancellationToken cancellationToken)
    {
        if (AccountRules.Check(request) is { Count: > 0 } faults)
        {
            return (null, PolicyFailures.Bad([.. faults]));
        }

        var now = time.GetUtcNow();
        var account = new ServiceAccount(
            AccountRules.Prefix + request.Name, request.Description ?? "", [.. request.Scopes!.Distinct(StringComparer.Ordinal)], request.OrgUnit, request.TeamId,
            request.Tier ?? KeyTier.Basic, true, caller.UserId, now, now);
        return await RecordAsync(caller, "service_account_create", Describe(account), () => accounts.AddAsync(caller.TenantId, account, cancellationToken), cancellationToken)
            ? (account, null)
            : (null, PolicyFailures.Conflict("There is a service account with this name."));
    }

    public async Task<(ServiceAccount? Account, Failure? Failure)> ChangeAsync(
        Caller caller, string id, ChangeServiceAccount request, CancellationToken cancellationToken)
    {
        if (await accounts.FindAsync(caller.TenantId, id, cancellationToken) is not { } account)
        {
            return (null, Failure.NotFound("service account"));
        }

        if (AccountRules.Check(request) is { Count: > 0 } faults)
        {
            return (null, PolicyFailures.Bad([.. faults]));
        }

        var changed = account with
        {
            Description = request.Description ?? account.Description,
            Scopes = request.Scopes is null ? account.Scopes : [.. request.Scopes.Distinct(StringComparer.Ordinal)],
            Tier = request.Tier ?? account.Tier,
            IsEnabled = request.IsEnabled ?? account.IsEnabled,
            UpdatedAt = time.GetUtcNow(),
        };
        await RecordAsync(caller, "service_account_update", Describe(changed), async () =>
        {
            await accounts.UpdateAsync(caller.TenantId, changed, caller.UserId, cancellationToken);
            return true;
        }, cancellationToken);
        return (changed, null);
    }

    public async Task<(IssuedKey? Key, Failure? Failure)> IssueAsync(Caller caller, string id, IssueKey request, CancellationToken cancellationToken)
    {
        if (await accounts.FindAsync(caller.TenantId, id, cancellationToken) is not { } account)
        {
            return (null, Failure.NotFound("service account"));
        }

        if (AccountRules.Check(request) is { Count: > 0 } faults)
        {
            return (null, PolicyFailures.Bad([.. faults]));
        }

        return account.IsEnabled
            ? (await AddKeyAsync(caller, account, "api_key_issue", request.ExpiresInDays, null, cancellationToken), null)
            : (null, PolicyFailures.Conflict("The service account is disabled."));
    }

    public async Task<(IssuedKey? Key, Failure? Failure)> RotateAsync(
        Caller caller, string id, string keyId, RotateKey request, CancellationToken cancellationToken)
    {
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
        var oldEnd = known.ExpiresAt is { } before && before < end ? before : end;
        return (await AddKeyAsync(caller, account, "api_key_rotate", request.ExpiresInDays, (keyId, oldEnd), cancellationToken), null);
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

    private async Task<IssuedKey> AddKeyAsync(
        Caller caller, ServiceAccount account, string action, int? days, (string KeyId, DateTimeOffset End)? replaced, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var key = NewKey.Make();
        var view = new KeyView(key.Id, account.Id, caller.UserId, now, now.AddDays(days ?? AccountRules.DefaultDays), null);
        var detail = new JsonObject { ["account"] = account.Id, ["key"] = key.Id, ["replaces"] = replaced?.KeyId };
        await RecordAsync(caller, action, detail, async () =>
        {
            await accounts.AddKeyAsync(caller.TenantId, view, key.SecretHash, cancellationToken);
            return replaced is not { } old
                || await accounts.EndKeyAsync(caller.TenantId, account.Id, old.KeyId, caller.UserId, null, old.End, cancellationToken);
        }, cancellationToken);
        return new IssuedKey(key.Id, key.Text, view.ExpiresAt);
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
