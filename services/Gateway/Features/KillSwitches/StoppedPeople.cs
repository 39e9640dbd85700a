using OpenClaw.Contracts;
using OpenClaw.Gateway.Features.SignIn;
using OpenClaw.ServiceDefaults.Http;
using OpenClaw.ServiceDefaults.Identity;
using OpenClaw.ServiceDefaults.Policy.KillSwitches;

namespace OpenClaw.Gateway.Features.KillSwitches;

/// <summary>
/// Refuses whom a kill switch covers at the door. Whoever is stopped in person can only ask who they are and sign out; of a
/// stopped team, organisation or enterprise the administration stays open, or nobody could look into it and release it.
/// What a list that cannot be read may hold is left to the services, which deny every governed action then.
/// </summary>
internal sealed class StoppedPeople(RequestDelegate next, StopRegister stops, RefusalRecorder refusals)
{
    private const string Api = "/api/v1";
    private static readonly string[] Identity = ["auth"];
    private static readonly string[] Administration = ["auth", "kill-switches", "policies", "audit", "metrics", "tenants", "users", "service-accounts", "status"];

    public async Task InvokeAsync(HttpContext context)
    {
        if (context.Features.Get<SignedIn>() is { Caller: var caller } && stops.Find(caller) is { } stop && !IsOpen(context.Request.Path, stop.Kind))
        {
            var decision = new PolicyDecision(PolicyResult.Deny, stop.PolicyName(), stop.PolicyName(), stop.Explanation());
            refusals.NoteStopped(caller, context.Request.Method + " " + FirstSegment(context.Request.Path), decision.PolicyApplied, decision.Reason);
            await Failure.Refused(decision).ToProblem().ExecuteAsync(context);
            return;
        }

        await next(context);
    }

    private static bool IsOpen(PathString path, KillSwitchKind kind) =>
        path.StartsWithSegments(Api, out var rest)
        && (kind is KillSwitchKind.User or KillSwitchKind.Agent ? Identity : Administration).Any(open => rest.StartsWithSegments("/" + open));

    private static string FirstSegment(PathString path) =>
        path.StartsWithSegments(Api, out var rest) ? $"{Api}/{rest.Value?.Split('/', 3).ElementAtOrDefault(1)}" : "other";
}
