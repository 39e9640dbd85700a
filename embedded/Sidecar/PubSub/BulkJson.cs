using System.Text.Json.Serialization;

namespace OpenClaw.Sidecar.PubSub;

[JsonSerializable(typeof(string))]
internal sealed partial class BulkJson : JsonSerializerContext;
