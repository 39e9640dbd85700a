using System.Globalization;
using Google.Protobuf;
using Microsoft.AspNetCore.WebUtilities;
using OpenClaw.Sidecar.Api;
using OpenClaw.Sidecar.Grpc.Wire;

namespace OpenClaw.Sidecar.Grpc;

/// <summary>Says in gRPC's terms what the building blocks say in HTTP's: the original has one table with both columns.</summary>
internal static class GrpcErrors
{
    private const string Domain = "dapr.io";

    /// <summary>Longer texts of an app do not go into a trailer.</summary>
    private const int MaxErrorText = 63;

    public static GrpcException From(ApiException error) => new(Code(error), error.Message, [.. Details(error)]);

    /// <summary>What an app answered to a call between apps.</summary>
    public static GrpcException FromHttp(int status, ReadOnlySpan<byte> body)
    {
        var text = System.Text.Encoding.UTF8.GetString(body);
        var info = new ErrorInfo { Reason = ReasonPhrases.GetReasonPhrase(status), Domain = Domain };
        info.Metadata["http.code"] = status.ToString(CultureInfo.InvariantCulture);
        info.Metadata["http.error_message"] = text.Length > MaxErrorText ? text[..MaxErrorText] : text;
        return new GrpcException(CodeOfHttp(status), info.Reason, info);
    }

    private static GrpcStatusCode CodeOfHttp(int status) => status switch
    {
        StatusCodes.Status400BadRequest => GrpcStatusCode.Internal,
        StatusCodes.Status401Unauthorized => GrpcStatusCode.Unauthenticated,
        StatusCodes.Status403Forbidden => GrpcStatusCode.PermissionDenied,
        StatusCodes.Status404NotFound => GrpcStatusCode.NotFound,
        StatusCodes.Status408RequestTimeout => GrpcStatusCode.Cancelled,
        StatusCodes.Status409Conflict => GrpcStatusCode.AlreadyExists,
        StatusCodes.Status429TooManyRequests => GrpcStatusCode.ResourceExhausted,
        StatusCodes.Status501NotImplemented => GrpcStatusCode.Unimplemented,
        StatusCodes.Status503ServiceUnavailable => GrpcStatusCode.Unavailable,
        StatusCodes.Status504GatewayTimeout => GrpcStatusCode.DeadlineExceeded,
        _ => GrpcStatusCode.Unknown,
    };

    private static GrpcStatusCode Code(ApiException error) => error switch
    {
        { Code: "ERR_STATE_SAVE" or "ERR_STATE_DELETE", Status: StatusCodes.Status409Conflict } => GrpcStatusCode.Aborted,
        { Reason: "DAPR_STATE_TRANSACTIONS_NOT_SUPPORTED" } or { Code: "ERR_NOT_SUPPORTED_STATE_OPERATION" } => GrpcStatusCode.Unimplemented,
        { Code: "ERR_PUBSUB_CLOUD_EVENTS_SER" } => GrpcStatusCode.InvalidArgument,
        { Code: "ERR_ACTOR_INSTANCE_MISSING" or "ERR_ACTOR_NO_PLACEMENT" } => GrpcStatusCode.Internal,
        { Code: "ERR_ACTOR_REMINDER_NOT_FOUND" } => GrpcStatusCode.NotFound,
        _ when error.Code.EndsWith("_NOT_CONFIGURED", StringComparison.Ordinal) => GrpcStatusCode.FailedPrecondition,
        _ when error.Code.EndsWith("_NOT_FOUND", StringComparison.Ordinal) && error.Status < 500 => GrpcStatusCode.InvalidArgument,
        { Code: "ERR_PUBSUB_EMPTY" or "ERR_TOPIC_NAME_EMPTY" } => GrpcStatusCode.InvalidArgument,
        _ => error.Status switch
        {
            StatusCodes.Status400BadRequest => GrpcStatusCode.InvalidArgument,
            StatusCodes.Status401Unauthorized => GrpcStatusCode.Unauthenticated,
            StatusCodes.Status403Forbidden => GrpcStatusCode.PermissionDenied,
            StatusCodes.Status404NotFound => GrpcStatusCode.NotFound,
            StatusCodes.Status409Conflict => GrpcStatusCode.AlreadyExists,
            StatusCodes.Status501NotImplemented => GrpcStatusCode.Unimplemented,
            StatusCodes.Status503ServiceUnavailable => GrpcStatusCode.Unavailable,
            _ => GrpcStatusCode.Internal,
        },
    };

    private static IEnumerable<IMessage> Details(ApiException error)
    {
        if (error.Reason is not null)
        {
            var info = new ErrorInfo { Reason = error.Reason, Domain = Domain };
            info.Metadata.Add(error.Info?.ToDictionary() ?? []);
            yield return info;
        }
        if (error.Resource is { } resource)
        {
            yield return new ResourceInfo { ResourceType = resource.Type, ResourceName = resource.Name };
        }
        if (error.Violation is { } violation)
        {
            yield return new BadRequest { FieldViolations = { new BadRequest.Types.FieldViolation { Field = violation.Field, Description = violation.Description } } };
        }
    }
}
