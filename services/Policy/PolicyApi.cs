using OpenClaw.Policy.Features.Bundles;
using OpenClaw.Policy.Features.Classifying;
using OpenClaw.Policy.Features.Decisions;
using OpenClaw.Policy.Features.Modules;
using OpenClaw.Policy.Features.Policies;
using OpenClaw.Policy.Features.Replay;
using OpenClaw.Policy.Features.Replicas;
using OpenClaw.Policy.Features.Resolution;
using OpenClaw.Policy.Features.Routing;
using OpenClaw.Policy.Features.Transfer;
using OpenClaw.Policy.Features.Trials;

namespace OpenClaw.Policy;

internal static class PolicyApi
{
    public static void MapPolicyApi(this IEndpointRouteBuilder app)
    {
        app.MapGetBundle();
        app.MapTenantsAndAccounts();
        var policies = app.MapGroup("/api/v1/policies").WithTags("Policies");
        policies.AddEndpointFilter<StoreFailureFilter>();
        policies.AddEndpointFilter(async (context, next) =>
            await context.HttpContext.RequestServices.GetRequiredService<MembershipFilter>().InvokeAsync(context, next));
        policies.MapGetVersion();
        policies.MapGetReplicas();
        policies.MapSchemas();
        policies.MapReadPolicies();
        policies.MapPolicyChanges();
        policies.MapModules();
        policies.MapTransfer();
        policies.MapGetEffective();
        policies.MapEvaluate();
        policies.MapSimulate();
        policies.MapRouteModel();
        policies.MapTrials();
        policies.MapReplay();
        app.MapTrialReports();
        app.MapClassification();
        app.MapReportMembership();
        app.MapReportReplica();
    }
}
