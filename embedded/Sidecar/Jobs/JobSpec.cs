using System.Text.Json;
using System.Text.Json.Serialization;

namespace OpenClaw.Sidecar.Jobs;

/// <summary>A job as it was scheduled.</summary>
/// <param name="Data">JSON that the app gets; for another type than <see cref="JsonType"/> the base64 text of its bytes.</param>
/// <param name="DataType">Type URL of the data; null for JSON.</param>
internal sealed record JobSpec(
    string? Schedule = null,
    uint? Repeats = null,
    string? DueTime = null,
    string? Ttl = null,
    JsonElement? Data = null,
    string? DataType = null,
    bool Overwrite = false,
    JobFailurePolicy? FailurePolicy = null)
{
    public const string JsonType = "type.googleapis.com/google.protobuf.Value";

    [JsonIgnore]
    public JobFailurePolicy Failures => FailurePolicy ?? JobFailurePolicy.Default;
}
