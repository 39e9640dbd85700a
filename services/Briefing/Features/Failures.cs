using OpenClaw.Contracts;
using OpenClaw.ServiceDefaults.Http;

namespace OpenClaw.Briefing.Features;

internal static class Failures
{
    public static Failure InProgress() => new(
        ErrorCodes.BriefingInProgress,
        StatusCodes.Status409Conflict,
        "A briefing is being generated",
        "One briefing per person is generated at a time. Read it shortly from /api/v1/briefings/current.");

    public static Failure PolicyUnavailable() => new(
        ErrorCodes.PolicyEngineUnavailable,
        StatusCodes.Status503ServiceUnavailable,
        "No policy could be consulted",
        "The briefing could not be generated, because it could not be decided what may be read. Try again shortly.");

    public static Failure Invalid(string detail) =>
        new(ErrorCodes.ValidationFailed, StatusCodes.Status400BadRequest, "The request is not valid", detail);

    public static Failure Stale(int current) => new(
        ErrorCodes.StaleVersion,
        StatusCodes.Status412PreconditionFailed,
        "The task changed meanwhile",
        $"Its row version is now {current}. Read it again and decide anew.");

    public static Failure NotPossible(string detail) =>
        new(ErrorCodes.StateConflict, StatusCodes.Status409Conflict, "That is not possible in the present state", detail);
}
