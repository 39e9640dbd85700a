using System.Text.Json;
using System.Text.Json.Serialization;

namespace OpenClaw.Sidecar.Api;

[JsonSerializable(typeof(JsonElement))]
internal sealed partial class ApiJson : JsonSerializerContext;
