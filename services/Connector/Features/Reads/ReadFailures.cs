using OpenClaw.Contracts;
using OpenClaw.ServiceDefaults.Http;

namespace OpenClaw.Connector.Features.Reads;

internal static class ReadFailures
{
    public static Failure BadCursor() => new(
        ErrorCodes.BadRequest, StatusCodes.Status400BadRequest, "The cursor cannot be used", "Leave it out to start again.");
}
