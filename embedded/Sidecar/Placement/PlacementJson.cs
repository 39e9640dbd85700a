using System.Text.Json.Serialization;

namespace OpenClaw.Sidecar.Placement;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(PlacementMessage))]
[JsonSerializable(typeof(HostMessage))]
internal sealed partial class PlacementJson : JsonSerializerContext;
