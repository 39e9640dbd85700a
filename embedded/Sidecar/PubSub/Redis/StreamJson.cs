using System.Text.Json.Serialization;

namespace OpenClaw.Sidecar.PubSub.Redis;

[JsonSerializable(typeof(Dictionary<string, string>))]
internal sealed partial class StreamJson : JsonSerializerContext;
