namespace OpenClaw.EndToEnd.Tests;

/// <summary>What the log says about a route when it does what it is for.</summary>
/// <param name="Action">Operation name of its pair of entries; null when it leaves none.</param>
/// <param name="Reason">Why it leaves none, or where its pair is tried instead of here.</param>
internal sealed record RouteRow(string? Action, string? Reason);

/// <summary>
/// One row for every route of the API. A new route without a row fails the build: either it acts, and then its pair of entries
/// is demanded, or it says here why there is none.
/// </summary>
internal static class GovernedRoutes
{
    private const string Own = "reads only what is the caller's own or everybody's; refusals are recorded";
    private const string Rules = "reads rules that govern the caller; refusals are recorded";
    private const string Commitments = "hashes and signatures that tell nothing about entries";
    private const string Trial = "policy_shadow_* and policy_rollout_* are tried in Policy.Tests/Http/TrialTests, where time can pass";
    private const string Administration = "reads settings an administrator keeps; refusals are recorded";

    private static readonly Dictionary<string, RouteRow> Rows = new(StringComparer.Ordinal)
    {
        // Sessions.
        ["GET /api/v1/auth/login"] = None("nobody is known yet"),
        ["GET /api/v1/auth/callback"] = None("sign_in, with its refusals, is tried in Gateway.Tests/SignIn where a browser can be played"),
        ["POST /api/v1/auth/logout"] = Acts("sign_out"),
        ["GET /api/v1/auth/userinfo"] = None(Own),
        ["GET /api/v1/auth/sessions"] = None(Own),
        ["DELETE /api/v1/auth/sessions"] = Acts("sign_out_everywhere"),
        ["DELETE /api/v1/auth/sessions/{id}"] = None("session_end is tried in Gateway.Tests/SignIn/RevocationTests where there are sessions with cookies"),
        ["DELETE /api/v1/users/{userId}/sessions"] = Acts("sessions_revoke"),

        // The assistant's work.
        ["POST /api/v1/briefings"] = Acts("briefing_generate"),
        ["POST /api/v1/tasks/{id}/complete"] = Acts("briefing_task_update"),
        ["POST /api/v1/tasks/{id}/reopen"] = Acts("briefing_task_update"),
        ["POST /api/v1/tasks/{id}/ack"] = Acts("briefing_task_update"),
        ["POST /api/v1/tasks/{id}/split"] = Acts("briefing_task_update"),
        ["POST /api/v1/connectors/github/read/{operation}"] = Acts("github_issue_read"),
        ["POST /api/v1/webhooks/github"] = None("accepts; what it causes is recorded by the event it becomes, see the event handlers"),
        ["POST /api/v1/webhooks/github/{hookId}"] = None("as the one without an id"),
        ["POST /api/v1/notifications/{id}/read"] = Acts("notification_read"),

        // Policies.
        ["POST /api/v1/policies"] = Acts("policy_create"),
        ["PUT /api/v1/policies/{id}"] = Acts("policy_update"),
        ["DELETE /api/v1/policies/{id}"] = Acts("policy_deprecate"),
        ["POST /api/v1/policies/{id}/activate"] = Acts("policy_activate"),
        ["POST /api/v1/policies/{id}/rollback"] = Acts("policy_rollback"),
        ["POST /api/v1/policies/{id}/override"] = Acts("policy_override"),
        ["POST /api/v1/policies/{id}/replay"] = None("policy_replay is tried in Policy.Tests/Http/ReplayTests with recorded decisions of its own"),
        ["POST /api/v1/policies/modules"] = Acts("policy_module_create"),
        ["PUT /api/v1/policies/modules/{id}"] = Acts("policy_module_update"),
        ["DELETE /api/v1/policies/modules/{id}"] = Acts("policy_module_deprecate"),
        ["POST /api/v1/policies/{id}/shadow"] = None(Trial),
        ["POST /api/v1/policies/{id}/shadow/end"] = None(Trial),
        ["POST /api/v1/policies/{id}/rollout"] = None(Trial),
        ["POST /api/v1/policies/{id}/rollout/advance"] = None(Trial),
        ["POST /api/v1/policies/{id}/rollout/pause"] = None(Trial),
        ["POST /api/v1/policies/{id}/rollout/finish"] = None(Trial),
        ["POST /api/v1/policies/{id}/rollout/abort"] = None(Trial),
        ["GET /api/v1/policies/export"] = Acts("policy_export"),
        ["POST /api/v1/policies/import"] = Acts("policy_import"),
        ["POST /api/v1/policies/evaluate"] = Acts("completeness_question"),
        ["POST /api/v1/policies/evaluate/batch"] = Acts("completeness_question"),
        ["POST /api/v1/policies/simulate"] = Acts("policy_simulate"),
        ["POST /api/v1/policies/route-model"] = Acts("model_route"),
        ["POST /api/v1/data/classify"] = Acts("data_classify"),
        ["PUT /api/v1/data/{item}"] = Acts("classification_override"),

        // Kill switches and people's own data.
        ["POST /api/v1/kill-switches"] = Acts("kill_switch_on"),
        ["POST /api/v1/kill-switches/{id}/release"] = Acts("kill_switch_off"),
        ["GET /api/v1/user-data/{userId}/export"] = Acts("user_data_export"),
        ["DELETE /api/v1/user-data/{userId}"] = Acts("user_data_erase"),
        ["POST /api/v1/user-data/anonymize"] = Acts("user_data_erase"),
        ["GET /api/v1/user-data/erasures/{id}"] = None(Own),
        ["GET /api/v1/user-data/holds"] = None(Administration),
        ["POST /api/v1/user-data/holds"] = Acts("legal_hold_place"),
        ["DELETE /api/v1/user-data/holds/{id}"] = Acts("legal_hold_lift"),

        // Administration.
        ["POST /api/v1/service-accounts"] = Acts("service_account_create"),
        ["PUT /api/v1/service-accounts/{id}"] = Acts("service_account_update"),
        ["POST /api/v1/service-accounts/{id}/keys"] = Acts("api_key_issue"),
        ["POST /api/v1/service-accounts/{id}/keys/{keyId}/rotate"] = Acts("api_key_rotate"),
        ["DELETE /api/v1/service-accounts/{id}/keys/{keyId}"] = Acts("api_key_revoke"),
        ["PUT /api/v1/users/{userId}/roles"] = Acts("roles_give"),
        ["POST /api/v1/tenants"] = None("tenant_create is tried in Policy.Tests: its entries are in the new company's log"),
        ["PUT /api/v1/tenants/{id}"] = None("tenant_update is tried in Policy.Tests: this system's companies have an identity provider that the rules for new ones refuse"),
        ["PUT /api/v1/tenants/{id}/status"] = None("tenant_status is tried in Policy.Tests: it ends the company of the tests"),

        // The log itself.
        ["GET /api/v1/audit"] = Acts("audit_query"),
        ["GET /api/v1/audit/{id}"] = Acts("audit_read"),
        ["GET /api/v1/audit/{id}/receipt"] = Acts("audit_receipt"),
        ["GET /api/v1/audit/requests/{requestId}/timeline"] = Acts("audit_timeline"),
        ["GET /api/v1/metrics"] = Acts("audit_metrics"),
        ["GET /api/v1/audit/export"] = Acts("audit_export"),
        ["GET /api/v1/audit/log"] = Acts("audit_log_export"),
        ["GET /api/v1/audit/exports/{id}"] = None(Own),
        ["GET /api/v1/audit/figures"] = None(Own),
        ["GET /api/v1/audit/reports"] = None("figures of everybody together, which name nobody; refusals are recorded"),
        ["GET /api/v1/audit/checkpoint"] = None(Commitments),
        ["GET /api/v1/audit/checkpoints"] = None(Commitments),
        ["GET /api/v1/audit/consistency"] = None(Commitments),
        ["GET /api/v1/audit/keys"] = None(Commitments),
        ["GET /api/v1/audit/tile/{path}"] = None(Commitments),
        ["GET /api/v1/audit/unmatched"] = None(Commitments),
        ["GET /api/v1/audit-evidence"] = None(Commitments),
        ["POST /api/v1/audit-evidence/{id}/acknowledge"] = None("needs a log that was tampered with; tried in Audit.Tests/Anchors/EvidenceTests"),
    };

    // Families of reads, so that another view of the same things needs no row.
    private static readonly (string Prefix, RouteRow Row)[] Reads =
    [
        ("GET /api/v1/status", None(Own)), ("GET /api/v1/openapi.json", None(Own)), ("GET /api/v1/ws", None(Own)), ("GET /api/v1/briefings", None(Own)),
        ("GET /api/v1/tasks", None(Own)), ("GET /api/v1/standups", None(Own)), ("GET /api/v1/notifications", None(Own)), ("GET /api/v1/connectors", None(Administration)),
        ("GET /api/v1/policies", None(Rules)), ("GET /api/v1/data", None(Rules)), ("GET /api/v1/service-accounts", None(Administration)),
        ("GET /api/v1/kill-switches", None(Administration)), ("GET /api/v1/tenants", None(Administration)), ("GET /api/v1/users", None(Administration)),
    ];

    public static RouteRow? Of(string operation)
    {
        var plain = operation.Replace("{**", "{", StringComparison.Ordinal);
        return Rows.GetValueOrDefault(plain) ?? Reads.FirstOrDefault(family => plain.StartsWith(family.Prefix, StringComparison.Ordinal)).Row;
    }

    public static IReadOnlyCollection<string> Acting { get; } = [.. Rows.Where(row => row.Value.Action is not null).Select(row => row.Key)];

    private static RouteRow Acts(string action) => new(action, null);

    private static RouteRow None(string reason) => new(null, reason);
}
