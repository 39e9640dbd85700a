using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;
using OpenClaw.Briefing.Features.Composition;
using OpenClaw.Contracts;
using OpenClaw.ServiceDefaults.Http;
using OpenClaw.ServiceDefaults.Identity;

namespace OpenClaw.Briefing.Features.Generation;

/// <summary>Asks for a briefing now.</summary>
/// <param name="Sources">Sources to read; absent or empty means all.</param>
/// <param name="Reason">Why, for the audit log.</param>
public sealed record GenerateBriefing([MaxLength(20)] IReadOnlyList<string>? Sources, [StringLength(500)] string? Reason);

internal static class GenerateBriefingEndpoint
{
    private const int KeyLimit = 128;

    public static RouteHandlerBuilder MapGenerateBriefing(this IEndpointRouteBuilder group) =>
        group.MapPost("/briefings", HandleAsync)
            .WithName("GenerateBriefing")
            .WithSummary("Read all sources and compose the caller's briefing")
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    private static async Task<Results<Created<DailyBriefing>, Ok<DailyBriefing>, ProblemHttpResult>> HandleAsync(
        GenerateBriefing? request, Caller caller, HttpContext context, GenerateBriefingHandler handler, CancellationToken cancellationToken)
    {
        var wanted = request ?? new GenerateBriefing(null, null);
        var key = context.Request.Headers[HeaderNames.IdempotencyKey].ToString() is { Length: > 0 } given ? given : null;
        if (Refuse(wanted, key) is { } refusal)
        {
            return refusal.ToProblem();
        }

        var generated = await handler.HandleAsync(wanted, key, caller, cancellationToken);
        context.Response.Headers[HeaderNames.PolicyVersion] = generated.Decision.PolicyVersion;
        return generated switch
        {
            { Failure: { } failure } => failure.ToProblem(),
            { IsNew: true } => TypedResults.Created($"/api/v1/briefings/{generated.Briefing!.Id}", generated.Briefing),
            _ => TypedResults.Ok(generated.Briefing!),
        };
    }

    private static Failure? Refuse(GenerateBriefing request, string? key)
    {
        if (key is not null && (key.Length > KeyLimit || !key.All(character => character is > ' ' and <= '~')))
        {
            return Failures.Invalid($"{HeaderNames.IdempotencyKey} takes 1 to {KeyLimit} printable characters without spaces.");
        }

        var unknown = request.Sources?.FirstOrDefault(source => !SourceScan.Sources.Contains(source));
        return unknown is not null ? Failures.Invalid($"sources may name {string.Join(", ", SourceScan.Sources)} only.")
            : request.Reason is { Length: > 500 } ? Failures.Invalid("reason takes at most 500 characters.")
            : null;
    }
}
