namespace OpenClaw.Sidecar.Grpc.Blocks;

/// <summary>Where an actor is in the HTTP API.</summary>
internal static class ActorPath
{
    public static string Of(string type, string id, string part, string name) =>
        $"/v1.0/actors/{Uri.EscapeDataString(type)}/{Uri.EscapeDataString(id)}/{part}/{string.Join('/', name.Split('/').Select(Uri.EscapeDataString))}";
}
