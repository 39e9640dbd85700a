using Microsoft.AspNetCore.Http.HttpResults;
using OpenClaw.Policy.Features.Policies;
using OpenClaw.ServiceDefaults.Identity;

namespace OpenClaw.Policy.Features.Modules;

/// <summary>The routes of administrators' own rules.</summary>
internal static class ModuleEndpoints
{
    public static void MapModules(this IEndpointRouteBuilder group)
    {
        Describe(group.MapGet("/modules", ListAsync), Permissions.PoliciesRead, "ListPolicyModules", "Modules in force that concern the caller");
        Describe(group.MapPost("/modules", CreateAsync), Permissions.PoliciesWrite, "CreatePolicyModule", "Put a Rego module in force beside the policies of a scope");
        Describe(group.MapPut("/modules/{id:guid}", UpdateAsync), Permissions.PoliciesWrite, "UpdatePolicyModule", "Replace a module");
        Describe(group.MapDelete("/modules/{id:guid}", EndAsync), Permissions.PoliciesWrite, "EndPolicyModule", "End a module");
    }

    private static async Task<Ok<ModuleList>> ListAsync(Caller caller, IPolicyStore store, CancellationToken cancellationToken)
    {
        var modules = await store.ReadAsync(caller.TenantId, unit => unit.ModulesAsync(), cancellationToken);
        return TypedResults.Ok(new ModuleList([.. modules.Where(module => PolicyAccess.CanRead(caller, module.Slot)).Select(ModuleView.Of)]));
    }

    private static async Task<Results<Ok<ModuleView>, Created<ModuleView>, ProblemHttpResult>> CreateAsync(
        CreateModule request, Caller caller, HttpContext context, ModuleWriter writer, CancellationToken cancellationToken) =>
        Answer(context, await writer.CreateAsync(request, PolicyOrder.Of(caller, "policy_module_create", context, request), cancellationToken));

    private static async Task<Results<Ok<ModuleView>, Created<ModuleView>, ProblemHttpResult>> UpdateAsync(
        Guid id, UpdateModule request, Caller caller, HttpContext context, ModuleWriter writer, CancellationToken cancellationToken) =>
        Answer(context, await writer.UpdateAsync(id, request, context.Request.Headers.IfMatch, PolicyOrder.Of(caller, "policy_module_update", context, request), cancellationToken));

    private static async Task<Results<Ok<ModuleView>, Created<ModuleView>, ProblemHttpResult>> EndAsync(
        Guid id, string? changeReason, Caller caller, HttpContext context, ModuleWriter writer, CancellationToken cancellationToken) =>
        Answer(context, await writer.EndAsync(id, changeReason, context.Request.Headers.IfMatch, PolicyOrder.Of(caller, "policy_module_deprecate", context, changeReason), cancellationToken));

    private static Results<Ok<ModuleView>, Created<ModuleView>, ProblemHttpResult> Answer(HttpContext context, Answered<ModuleView> answer)
    {
        if (answer.View is not { } module)
        {
            return answer.Failure!.ToProblem();
        }

        context.Response.Headers.ETag = $"\"{module.Version}\"";
        return answer.Status == StatusCodes.Status201Created ? TypedResults.Created($"/api/v1/policies/modules/{module.Id}", module) : TypedResults.Ok(module);
    }

    private static void Describe(RouteHandlerBuilder route, string permission, string name, string summary) => route
        .WithName(name)
        .WithSummary(summary)
        .RequirePermission(permission)
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .ProducesProblem(StatusCodes.Status403Forbidden)
        .ProducesProblem(StatusCodes.Status404NotFound)
        .ProducesProblem(StatusCodes.Status412PreconditionFailed)
        .ProducesProblem(StatusCodes.Status422UnprocessableEntity)
        .ProducesProblem(StatusCodes.Status428PreconditionRequired)
        .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
}
