using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using OpenClaw.Contracts;
using OpenClaw.Policy.Features.Trials;
using OpenClaw.ServiceDefaults.Policy;

namespace OpenClaw.Policy.Infrastructure;

/// <summary>The trials of the unit's tenant.</summary>
internal sealed partial class PostgresPolicyUnit
{
    private const string SelectTrials = """
        SELECT id, kind, policy_id, ordinal, version, status, percent, max_error_percent, max_denial_percent, min_decisions,
            created_by, created_at, updated_by, updated_at, reason
        FROM policy.trials
        """;

    public async Task<TrialRow?> OpenTrialAsync() =>
        await ReadAsync(SelectTrials + " WHERE tenant_id = $1 AND status IN ('running', 'paused')", TrialOf, tenantId) is [var trial] ? trial : null;

    public async Task<TrialRow?> LastTrialAsync(Guid policyId, TrialKind kind) => await ReadAsync(
        SelectTrials + " WHERE tenant_id = $1 AND policy_id = $2 AND kind = $3 ORDER BY created_at DESC, id DESC LIMIT 1",
        TrialOf,
        tenantId,
        policyId,
        PolicyRows.Word(kind)) is [var trial] ? trial : null;

    public Task AddAsync(TrialRow trial) => ExecuteAsync(
        """
        INSERT INTO policy.trials (tenant_id, id, kind, policy_id, ordinal, version, status, percent, max_error_percent, max_denial_percent,
            min_decisions, created_by, created_at, updated_by, updated_at, reason)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
        """,
        tenantId, trial.Id, PolicyRows.Word(trial.Kind), trial.PolicyId, trial.Ordinal, trial.Version, PolicyRows.Word(trial.Status), trial.Percent,
        trial.Thresholds.MaxErrorPercent, trial.Thresholds.MaxDenialPercent, trial.Thresholds.MinDecisions,
        trial.CreatedBy, trial.CreatedAt, trial.UpdatedBy, trial.UpdatedAt, trial.Reason);

    public Task UpdateAsync(TrialRow trial) => ExecuteAsync(
        "UPDATE policy.trials SET status = $3, percent = $4, updated_by = $5, updated_at = $6, reason = $7 WHERE tenant_id = $1 AND id = $2",
        tenantId, trial.Id, PolicyRows.Word(trial.Status), trial.Percent, trial.UpdatedBy, trial.UpdatedAt, trial.Reason);

    public async Task<TrialTotals> TotalsAsync(Guid trialId) => TrialTotals.Of(await ReadAsync(
        "SELECT tenant_id, trial_id, reporter, decisions, errors, compared, changes, examples FROM policy.trial_reports WHERE tenant_id = $1 AND trial_id = $2",
        ReportOf,
        tenantId,
        trialId));

    /// <summary>A report that was overtaken by a later one of the same process changes nothing.</summary>
    public async Task<bool> KeepAsync(TrialReport report, DateTimeOffset at) => await ExecuteAsync(
        """
        INSERT INTO policy.trial_reports AS known (tenant_id, trial_id, reporter, decisions, errors, compared, changes, examples, seen_at)
        SELECT tenant_id, id, $3, $4, $5, $6, $7, $8, $9 FROM policy.trials WHERE tenant_id = $1 AND id = $2 AND status IN ('running', 'paused')
        ON CONFLICT (tenant_id, trial_id, reporter) DO UPDATE SET decisions = excluded.decisions, errors = excluded.errors,
            compared = excluded.compared, changes = excluded.changes, examples = excluded.examples, seen_at = excluded.seen_at
            WHERE known.decisions <= excluded.decisions AND known.compared <= excluded.compared
        """,
        tenantId, report.TrialId, report.Reporter, report.Decisions, report.Errors, report.Compared, Json(report.Changes), Json(report.Examples), at) > 0;

    private static NpgsqlParameter Json<T>(T value) => new() { Value = JsonSerializer.Serialize(value, ContractsJson.Options), NpgsqlDbType = NpgsqlDbType.Jsonb };

    private static TrialRow TrialOf(NpgsqlDataReader row) => new()
    {
        Id = row.GetGuid(0),
        Kind = PolicyRows.Parse<TrialKind>(row.GetString(1)),
        PolicyId = row.GetGuid(2),
        Ordinal = row.GetInt32(3),
        Version = row.GetString(4),
        Status = PolicyRows.Parse<TrialStatus>(row.GetString(5)),
        Percent = row.GetInt32(6),
        Thresholds = new TrialThresholds(row.GetInt32(7), row.GetInt32(8), row.GetInt32(9)),
        CreatedBy = row.GetString(10),
        CreatedAt = row.GetFieldValue<DateTimeOffset>(11),
        UpdatedBy = row.GetString(12),
        UpdatedAt = row.GetFieldValue<DateTimeOffset>(13),
        Reason = row.GetString(14),
    };

    private static TrialReport ReportOf(NpgsqlDataReader row) => new(
        row.GetString(0),
        row.GetGuid(1),
        row.GetString(2),
        row.GetInt64(3),
        row.GetInt64(4),
        row.GetInt64(5),
        JsonSerializer.Deserialize<Dictionary<string, long>>(row.GetString(6), ContractsJson.Options)!,
        JsonSerializer.Deserialize<TrialExample[]>(row.GetString(7), ContractsJson.Options)!);
}
