using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using OpenClaw.Contracts;
using OpenClaw.Policy.Features.Policies;
using OpenClaw.Policy.Options;
using OpenClaw.ServiceDefaults.Audit;
using OpenClaw.ServiceDefaults.Identity;

namespace OpenClaw.Policy.Features.Transfer;

/// <summary>Policies as a folder, in and out.</summary>
internal static class TransferEndpoints
{
    public static void MapTransfer(this IEndpointRouteBuilder group)
    {
        var limits = group.ServiceProvider.GetRequiredService<IOptions<LimitOptions>>().Value;
        group.MapGet("/export", ExportAsync)
            .WithName("ExportPolicies")
            .WithSummary("What is in force and concerns the caller, as a zip of YAML files by scope and domain")
            .RequirePermission(Permissions.PoliciesRead)
            .Audited(AuditActionType.DataExport, "policy_export")
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        group.MapPost("/import", ImportAsync)
            .WithName("ImportPolicies")
            .WithSummary("Make what is in force what a folder says, as a whole or not at all")
            .Accepts<byte[]>("application/zip")
            .WithMetadata(new RequestSizeLimitAttribute(limits.MaxImportBytes))
            .RequirePermission(Permissions.PoliciesWrite)
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
    }

    private static async Task<FileContentHttpResult> ExportAsync(
        Caller caller, IPolicyStore store, IOptions<LimitOptions> limits, CancellationToken cancellationToken)
    {
        var files = await store.ReadAsync(
            caller.TenantId, unit => unit.ListAsync(new PolicyQuery(null, null, null, PolicyStatus.Active, null, limits.Value.MaxDocuments)), cancellationToken);
        return TypedResults.File(
            PolicyFolder.Pack(files.Where(file => PolicyAccess.CanRead(caller, file.Policy.Slot))), "application/zip", $"policies-{caller.TenantId}.zip");
    }

    private static async Task<Results<Ok<ImportResult>, ProblemHttpResult>> ImportAsync(
        Caller caller, HttpContext context, PolicyImporter importer, IOptions<LimitOptions> limits, CancellationToken cancellationToken, string? changeReason = null)
    {
        if (string.IsNullOrWhiteSpace(changeReason))
        {
            return PolicyFailures.Missing("changeReason").ToProblem();
        }

        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, cancellationToken);
        body.Position = 0;
        var (files, failure) = PolicyFolder.Unpack(body, limits.Value);
        if (failure is not null)
        {
            return failure.ToProblem();
        }

        var order = PolicyOrder.Of(caller, "policy_import", context, files);
        var answer = await importer.ImportAsync(files, changeReason, order, cancellationToken);
        return answer.View is { } result ? TypedResults.Ok(result) : answer.Failure!.ToProblem();
    }
}
