using System.Text.Json.Nodes;
using OpenClaw.Contracts;
using OpenClaw.ServiceDefaults.Audit;
using OpenClaw.ServiceDefaults.Identity;

namespace OpenClaw.Gateway.Features.SignIn;

/// <summary>Evidence of sign-ins, refusals and sign-outs. No policy governs them; the provider's word does.</summary>
internal sealed class SignInAudit(IAuditRecorder recorder)
{
    public const string SignIn = "sign_in";
    public const string SignOut = "sign_out";
    public const string SessionEnd = "session_end";
    public const string SignOutEverywhere = "sign_out_everywhere";

    /// <summary>An administrator's act, recorded for the person it concerns.</summary>
    public const string SessionsRevoked = "sessions_revoke";
    private const string NoPolicy = "system";

    /// <summary>Runs the effect between its intent and its outcome. An effect that throws leaves the outcome "error".</summary>
    public Task<T> RecordAsync<T>(string action, Caller caller, Func<Task<T>> effect, CancellationToken cancellationToken) =>
        RunAsync(Intent(action, caller, PolicyResult.Allow, "Signed in at the company's identity provider."), effect, cancellationToken);

    /// <summary>The same for an act on somebody else.</summary>
    public Task<T> RecordForAsync<T>(string action, Caller actor, string userId, Func<Task<T>> effect, CancellationToken cancellationToken) => RunAsync(
        Intent(action, actor, PolicyResult.Allow, "Allowed by the actor's role.") with { ActionType = AuditActionType.AdminChange, UserId = userId, ActorUserId = actor.UserId },
        effect,
        cancellationToken);

    /// <summary>Only for refusals of a known person; strangers are for the log.</summary>
    public async Task RefusedAsync(Caller caller, string reason, CancellationToken cancellationToken)
    {
        var handle = await recorder.IntentAsync(Intent(SignIn, caller, PolicyResult.Deny, reason), cancellationToken);
        await recorder.OutcomeAsync(handle, new AuditResult(AuditOutcome.Denied), cancellationToken);
    }

    private Task<T> RunAsync<T>(AuditIntent intent, Func<Task<T>> effect, CancellationToken cancellationToken) =>
        recorder.RunAsync(intent, effect, _ => new AuditResult(AuditOutcome.Success), cancellationToken);

    private static AuditIntent Intent(string action, Caller caller, PolicyResult result, string reason) => new(
        AuditActionType.Authentication,
        action,
        caller.TenantId,
        caller.UserId,
        new PolicyDecision(result, NoPolicy, NoPolicy, reason),
        Classification.Internal)
    {
        OrgUnit = caller.OrgUnit,
        TeamId = caller.TeamId,
        Detail = new JsonObject { ["roles"] = new JsonArray([.. caller.Roles.Select(role => (JsonNode)role)]) },
    };
}
