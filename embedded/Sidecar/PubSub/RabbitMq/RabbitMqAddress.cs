using OpenClaw.Sidecar.Resources;

namespace OpenClaw.Sidecar.PubSub.RabbitMq;

/// <summary>The broker's address: a connection string, or its parts.</summary>
internal static class RabbitMqAddress
{
    public static Uri From(ComponentMetadata metadata)
    {
        var protocol = metadata.Text("protocol");
        var text = metadata.Text("connectionString", "host") ?? $"{protocol ?? "amqp"}://{Login(metadata)}{metadata.Text("hostname") ?? "localhost"}";
        if (!Uri.TryCreate(text, UriKind.Absolute, out var address) || address.Scheme is not ("amqp" or "amqps"))
        {
            throw new ResourceException($"component {metadata.Component}: metadata \"connectionString\" is not an amqp:// address");
        }
        return protocol is null || protocol == address.Scheme ? address
            : throw new ResourceException($"component {metadata.Component}: metadata \"protocol\" does not match the connection string");
    }

    private static string Login(ComponentMetadata metadata) =>
        metadata.Text("username") is { } user ? $"{Uri.EscapeDataString(user)}:{Uri.EscapeDataString(metadata.Text("password") ?? "")}@" : "";
}
