using System.Text.Json;
using Dapr.Client;

namespace Dapr.Common.Exceptions;

/// <summary>Reads the details of errors.</summary>
public static class DaprExceptionExtensions
{
    private const string TypePrefix = "type.googleapis.com/google.rpc.";

    /// <summary>The details the sidecar gave; false when it gave none.</summary>
    public static bool TryGetExtendedErrorInfo(this DaprException exception, out DaprExtendedErrorInfo daprExtendedErrorInfo)
    {
        ArgumentNullException.ThrowIfNull(exception);
        daprExtendedErrorInfo = null!;
        if (exception.InnerException is not SidecarResponseException { Details: { ValueKind: JsonValueKind.Array } details } response)
        {
            return false;
        }

        daprExtendedErrorInfo = new((int)response.Status, response.Message) { Details = [.. details.EnumerateArray().Select(Read)] };
        return true;
    }

    private static DaprExtendedErrorDetail Read(JsonElement detail) => Text(detail, "@type") switch
    {
        TypePrefix + "ErrorInfo" => new DaprErrorInfoDetail(Text(detail, "reason"), Text(detail, "domain"), Map(detail, "metadata")),
        TypePrefix + "ResourceInfo" => new DaprResourceInfoDetail(
            Text(detail, "resource_type"), Text(detail, "resource_name"), Text(detail, "owner"), Text(detail, "description")),
        TypePrefix + "BadRequest" => new DaprBadRequestDetail
        {
            FieldViolations = [.. Items(detail, "field_violations").Select(item => new DaprBadRequestDetailFieldViolation(Text(item, "field"), Text(item, "description")))],
        },
        TypePrefix + "Help" => new DaprHelpDetail
        {
            Links = [.. Items(detail, "links").Select(item => new DaprHelpDetailLink(Text(item, "url"), Text(item, "description")))],
        },
        TypePrefix + "DebugInfo" => new DaprDebugInfoDetail([.. Items(detail, "stack_entries").Select(item => item.ToString())], Text(detail, "detail")),
        TypePrefix + "LocalizedMessage" => new DaprLocalizedMessageDetail(Text(detail, "locale"), Text(detail, "message")),
        TypePrefix + "RequestInfo" => new DaprRequestInfoDetail(Text(detail, "request_id"), Text(detail, "serving_data")),
        TypePrefix + "RetryInfo" => new DaprRetryInfoDetail { Delay = Delay(detail) },
        TypePrefix + "PreconditionFailure" => new DaprPreconditionFailureDetail
        {
            Violations = [.. Items(detail, "violations").Select(item => new DaprPreconditionFailureViolation(Text(item, "type"), Text(item, "subject"), Text(item, "description")))],
        },
        TypePrefix + "QuotaFailure" => new DaprQuotaFailureDetail
        {
            Violations = [.. Items(detail, "violations").Select(item => new DaprQuotaFailureViolation(Text(item, "subject"), Text(item, "description")))],
        },
        var other => new DaprUnknownDetail(other),
    };

    private static string Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : string.Empty;

    private static DaprRetryDelay Delay(JsonElement detail) =>
        detail.TryGetProperty("retry_delay", out var delay) && delay.ValueKind == JsonValueKind.Object
            ? new(delay.TryGetProperty("seconds", out var seconds) ? seconds.GetInt64() : 0, delay.TryGetProperty("nanos", out var nanos) ? nanos.GetInt32() : 0)
            : new(0, 0);

    private static Dictionary<string, string>? Map(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Object
            ? value.EnumerateObject().ToDictionary(item => item.Name, item => item.Value.ToString())
            : null;

    private static JsonElement.ArrayEnumerator Items(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : default;
}
