namespace OpenClaw.Sidecar.Resources;

/// <summary><c>bulkSubscribe</c> of a subscription: whichever limit is reached first sends the batch.</summary>
internal sealed record BulkSubscribeResource(int MaxMessages, TimeSpan MaxAwait)
{
    private const int DefaultMessages = 100;
    private const int DefaultAwaitMs = 1000;

    /// <summary>Absent or not positive numbers mean the defaults: 100 messages, one second.</summary>
    public static BulkSubscribeResource From(int? maxMessages, int? maxAwaitMs) => new(
        maxMessages is > 0 ? maxMessages.Value : DefaultMessages,
        TimeSpan.FromMilliseconds(maxAwaitMs is > 0 ? maxAwaitMs.Value : DefaultAwaitMs));
}
