using System.Text.Json;

namespace OpenClaw.Sidecar.PubSub;

/// <summary>One message of a batch on its way to the app; its broker's handler waits for <see cref="Done"/>.</summary>
internal sealed class BulkMessage(ReceivedMessage message)
{
    public string Id { get; } = Guid.NewGuid().ToString();

    public ReceivedMessage Message { get; } = message;

    /// <summary>The event, or the base64 text of a raw message.</summary>
    public JsonElement Event { get; set; }

    public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What the last delivery said; success until it is known otherwise.</summary>
    public DeliveryResult Result { get; set; }
}
