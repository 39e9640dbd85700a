namespace OpenClaw.Notification.Features.Delivery;

/// <summary>What the chat system said. Anything that may pass by itself is an exception instead.</summary>
internal enum ChatAnswer
{
    Accepted,
    Rejected,
}

/// <summary>The company's chat. Delivers at least once; the receiver tells repeats by the key.</summary>
internal interface IChatChannel
{
    /// <exception cref="ChatUnavailableException">Not now: try again.</exception>
    Task<ChatAnswer> PostAsync(string idempotencyKey, string text, CancellationToken cancellationToken);
}

/// <summary>The chat system, or the way there, did not answer; the message may or may not have arrived.</summary>
internal sealed class ChatUnavailableException : Exception
{
    public ChatUnavailableException()
    {
    }

    public ChatUnavailableException(string message)
        : base(message)
    {
    }

    public ChatUnavailableException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
