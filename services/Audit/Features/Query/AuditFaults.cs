using Microsoft.AspNetCore.Http.HttpResults;
using OpenClaw.Contracts;
using OpenClaw.ServiceDefaults.Http;

namespace OpenClaw.Audit.Features.Query;

/// <summary>The answer to a question that cannot be read.</summary>
internal static class AuditFaults
{
    public static ProblemHttpResult Problem(IReadOnlyDictionary<string, string[]> errors) =>
        new Failure(ErrorCodes.ValidationFailed, StatusCodes.Status400BadRequest, "The question cannot be read", "'errors' names each faulty parameter.")
        {
            Extensions = new Dictionary<string, object?> { ["errors"] = errors },
        }.ToProblem();
}
