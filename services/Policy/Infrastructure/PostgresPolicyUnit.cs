using Npgsql;
using NpgsqlTypes;
using OpenClaw.Policy.Features.Policies;

namespace OpenClaw.Policy.Infrastructure;

/// <summary>One transaction of one tenant.</summary>
internal sealed partial class PostgresPolicyUnit(NpgsqlConnection connection, string tenantId, CancellationToken cancellationToken) : IPolicyUnit
{
    public string TenantId => tenantId;

    public async Task<PolicyFile?> FindAsync(Guid id)
    {
        var policies = await ReadAsync(PolicyRows.Select + " WHERE tenant_id = $1 AND id = $2", PolicyRows.Policy, tenantId, id);
        return policies is [var policy] ? (await WithVersionsAsync([policy]))[0] : null;
    }

    public async Task<IReadOnlyList<PolicyFile>> ListAsync(PolicyQuery query)
    {
        var policies = await ReadAsync(
            PolicyRows.Select + """
             WHERE tenant_id = $1 AND ($2::text IS NULL OR scope = $2) AND ($3::text IS NULL OR scope_id = $3)
               AND ($4::text IS NULL OR domain = $4) AND ($5::text IS NULL OR status = $5) AND ($6::uuid IS NULL OR id > $6)
             ORDER BY id LIMIT $7
            """,
            PolicyRows.Policy,
            tenantId,
            Text(query.Scope is { } scope ? PolicyRows.Word(scope) : null),
            Text(query.ScopeId),
            Text(query.Domain),
            Text(query.Status is { } status ? PolicyRows.Word(status) : null),
            new NpgsqlParameter { Value = (object?)query.After ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid },
            query.Limit);
        return await WithVersionsAsync(policies);
    }

    public async Task<IReadOnlyList<ActiveDocument>> ActiveAsync(IReadOnlyList<PolicySlot> slots)
    {
        if (slots.Count == 0)
        {
            return [];
        }

        var found = await ReadAsync(
            PolicyRows.SelectActive + """
             JOIN unnest($2::text[], $3::text[], $4::text[], $5::text[]) AS wanted (scope, scope_id, org_id, domain)
               ON (v.scope, v.scope_id, v.org_id, v.domain) = (wanted.scope, wanted.scope_id, wanted.org_id, wanted.domain)
             WHERE v.tenant_id = $1 AND v.status = 'active'
            """,
            PolicyRows.Active,
            tenantId,
            slots.Select(slot => PolicyRows.Word(slot.Scope)).ToArray(),
            slots.Select(slot => slot.ScopeId).ToArray(),
            slots.Select(slot => slot.KeyOrg).ToArray(),
            slots.Select(slot => slot.Domain).ToArray());
        return [.. slots.SelectMany(slot => found.Where(document => document.Slot.IsSamePlace(slot)))];
    }

    public Task<IReadOnlyList<ActiveDocument>> BelowAsync(PolicySlot slot) => slot.Scope switch
    {
        PolicyScope.Enterprise => BelowAsync("p.scope <> 'enterprise'", slot, "", ""),
        PolicyScope.Org => BelowAsync("p.scope IN ('team', 'user') AND p.org_id = $3", slot, slot.ScopeId, ""),
        PolicyScope.Team => BelowAsync("p.scope = 'user' AND p.org_id = $3 AND p.team_id = $4", slot, slot.OrgId, slot.ScopeId),
        _ => Task.FromResult<IReadOnlyList<ActiveDocument>>([]),
    };

    public async Task<Membership?> MembershipAsync(string userId) => await ReadAsync(
        "SELECT user_id, org_id, team_id FROM policy.memberships WHERE tenant_id = $1 AND user_id = $2",
        row => new Membership(row.GetString(0), row.GetString(1), row.GetString(2)),
        tenantId,
        userId) is [var membership] ? membership : null;

    public Task<IReadOnlyList<string>> OrgsOfTeamAsync(string teamId) => ReadAsync(
        "SELECT DISTINCT org_id FROM policy.memberships WHERE tenant_id = $1 AND team_id = $2 AND org_id <> ''",
        row => row.GetString(0),
        tenantId,
        teamId);

    public async Task<int> CountMembersAsync(PolicySlot slot) => (await ReadAsync(
        """
        SELECT count(*)::int FROM policy.memberships WHERE tenant_id = $1 AND CASE $2
            WHEN 'enterprise' THEN true
            WHEN 'org' THEN org_id = $3
            WHEN 'team' THEN org_id = $4 AND team_id = $3
            ELSE user_id = $3 END
        """,
        row => row.GetInt32(0),
        tenantId, PolicyRows.Word(slot.Scope), slot.ScopeId, slot.OrgId))[0];

    public async Task<bool> RememberAsync(Membership membership, DateTimeOffset seenAt) => await ExecuteAsync(
        """
        INSERT INTO policy.memberships (tenant_id, user_id, org_id, team_id, seen_at) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (tenant_id, user_id) DO UPDATE SET org_id = excluded.org_id, team_id = excluded.team_id, seen_at = excluded.seen_at
            WHERE (memberships.org_id, memberships.team_id) IS DISTINCT FROM (excluded.org_id, excluded.team_id)
        """,
        tenantId, membership.UserId, membership.OrgId, membership.TeamId, seenAt) > 0;

    public Task AddAsync(PolicyRow policy) => ExecuteAsync(
        """
        INSERT INTO policy.policies (tenant_id, id, scope, scope_id, org_id, team_id, domain, name, status, created_by, created_at, updated_by, updated_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
        """,
        tenantId, policy.Id, PolicyRows.Word(policy.Slot.Scope), policy.Slot.ScopeId, policy.Slot.OrgId, policy.Slot.TeamId, policy.Slot.Domain,
        policy.Name, PolicyRows.Word(policy.Status), policy.CreatedBy, policy.CreatedAt, policy.UpdatedBy, policy.UpdatedAt);

    public Task UpdateAsync(Guid id, PolicyStatus status, string updatedBy, DateTimeOffset at) => ExecuteAsync(
        """
        UPDATE policy.policies SET status = $3, row_version = row_version + 1, updated_by = $4, updated_at = $5
        WHERE tenant_id = $1 AND id = $2
        """,
        tenantId, id, PolicyRows.Word(status), updatedBy, at);

    public Task AddAsync(PolicySlot slot, VersionRow version) => ExecuteAsync(
        """
        INSERT INTO policy.policy_versions (tenant_id, policy_id, ordinal, version, status, content, document, operation, based_on, change_reason,
            created_by, created_at, activate_at, activated_at, activated_by, expires_at, scope, scope_id, org_id, domain)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)
        """,
        tenantId, version.PolicyId, version.Ordinal, version.Version.ToString(), PolicyRows.Word(version.Status), version.Content,
        new NpgsqlParameter { Value = version.Document.ToJsonString(), NpgsqlDbType = NpgsqlDbType.Jsonb },
        PolicyRows.Word(version.Operation), Text(version.BasedOn), version.ChangeReason, version.CreatedBy, version.CreatedAt,
        Time(version.ActivateAt), Time(version.ActivatedAt), Text(version.ActivatedBy), Time(version.ExpiresAt),
        PolicyRows.Word(slot.Scope), slot.ScopeId, slot.KeyOrg, slot.Domain);

    public Task MoveAsync(VersionRow version) => ExecuteAsync(
        """
        UPDATE policy.policy_versions SET status = $4, activate_at = $5, activated_at = $6, activated_by = $7, deprecated_at = $8,
            deprecated_by = $9, end_reason = $10
        WHERE tenant_id = $1 AND policy_id = $2 AND ordinal = $3
        """,
        tenantId, version.PolicyId, version.Ordinal, PolicyRows.Word(version.Status), Time(version.ActivateAt), Time(version.ActivatedAt),
        Text(version.ActivatedBy), Time(version.DeprecatedAt), Text(version.DeprecatedBy), Text(version.EndReason));

    public async Task<TenantSize> SizeAsync() => (await ReadAsync(
        """
        SELECT count(*), coalesce(sum(octet_length(text)), 0)::bigint FROM (
            SELECT content AS text FROM policy.policy_versions WHERE tenant_id = $1 AND status = 'active'
            UNION ALL SELECT source FROM policy.modules WHERE tenant_id = $1 AND status = 'active') AS force
        """,
        row => new TenantSize(row.GetInt64(0), row.GetInt64(1)),
        tenantId))[0];

    public Task NoteChangeAsync(string requestId, DateTimeOffset at) => ExecuteAsync(
        "INSERT INTO policy.changes (tenant_id, request_id, changed_at) VALUES ($1, $2, $3)", tenantId, requestId, at);

    public Task<IReadOnlyList<ModuleRow>> ModulesAsync() =>
        ReadAsync(PolicyRows.SelectModules + " WHERE tenant_id = $1 AND status = 'active' ORDER BY name", PolicyRows.Module, tenantId);

    public Task AddAsync(ModuleRow module) => ExecuteAsync(
        """
        INSERT INTO policy.modules (tenant_id, id, scope, scope_id, org_id, name, status, version, source, change_reason, changed_by, changed_at)
        VALUES ($1, $2, $3, $4, $5, $6, 'active', $7, $8, $9, $10, $11)
        """,
        tenantId, module.Id, PolicyRows.Word(module.Scope), module.ScopeId, module.OrgId, module.Name, module.Version, module.Source,
        module.ChangeReason, module.ChangedBy, module.ChangedAt);

    public Task EndAsync(ModuleRow module) => ExecuteAsync(
        "UPDATE policy.modules SET status = 'deprecated' WHERE tenant_id = $1 AND id = $2 AND version = $3", tenantId, module.Id, module.Version);

    public async Task<AnsweredRequest?> FindAnswerAsync(string userId, string key) => await ReadAsync(
        "SELECT fingerprint, status, response FROM policy.idempotency WHERE tenant_id = $1 AND user_id = $2 AND key = $3",
        row => new AnsweredRequest(row.GetString(0), row.GetInt32(1), row.GetString(2)),
        tenantId,
        userId,
        key) is [var answer] ? answer : null;

    public Task KeepAnswerAsync(string userId, string key, AnsweredRequest answer, DateTimeOffset at) => ExecuteAsync(
        "INSERT INTO policy.idempotency (tenant_id, user_id, key, fingerprint, status, response, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        tenantId, userId, key, answer.Fingerprint, answer.Status,
        new NpgsqlParameter { Value = answer.Response, NpgsqlDbType = NpgsqlDbType.Jsonb }, at);

    public async Task<int> ExecuteAsync(string sql, params object[] values)
    {
        await using var command = CommandOf(sql, values);
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private Task<IReadOnlyList<ActiveDocument>> BelowAsync(string condition, PolicySlot slot, string orgId, string teamId) => ReadAsync(
        $"{PolicyRows.SelectActive} WHERE v.tenant_id = $1 AND v.status = 'active' AND v.domain = $2 AND $3::text IS NOT NULL AND $4::text IS NOT NULL AND {condition}",
        PolicyRows.Active,
        tenantId,
        slot.Domain,
        orgId,
        teamId);

    private async Task<IReadOnlyList<PolicyFile>> WithVersionsAsync(IReadOnlyList<PolicyRow> policies)
    {
        if (policies.Count == 0)
        {
            return [];
        }

        var versions = await ReadAsync(
            PolicyRows.SelectVersions + " WHERE tenant_id = $1 AND policy_id = ANY($2) ORDER BY ordinal",
            PolicyRows.Version,
            tenantId,
            policies.Select(policy => policy.Id).ToArray());
        var byPolicy = versions.ToLookup(version => version.PolicyId);
        return [.. policies.Select(policy => new PolicyFile(policy, [.. byPolicy[policy.Id]]))];
    }

    private async Task<IReadOnlyList<TRow>> ReadAsync<TRow>(string sql, Func<NpgsqlDataReader, TRow> read, params object[] values)
    {
        await using var command = CommandOf(sql, values);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<TRow>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    private NpgsqlCommand CommandOf(string sql, object[] values)
    {
#pragma warning disable CA2100 // The text is put together from constants; values travel as parameters.
        var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        foreach (var value in values)
        {
            command.Parameters.Add(value as NpgsqlParameter ?? new NpgsqlParameter { Value = value });
        }

        return command;
    }

    private static NpgsqlParameter Text(string? value) => new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text };

    private static NpgsqlParameter Time(DateTimeOffset? value) =>
        new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz };

}
