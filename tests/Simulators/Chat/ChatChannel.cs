namespace OpenClaw.Simulators;

/// <summary>What the receiver remembers: messages, the keys it has seen, and the failures it was told to play.</summary>
internal sealed class ChatChannel
{
    private readonly Lock _gate = new();
    private readonly List<ChatMessage> _messages = [];
    private readonly HashSet<string> _keys = new(StringComparer.Ordinal);
    private int _duplicates;
    private int _failures;
    private int _failNext;
    private int _failStatus = StatusCodes.Status503ServiceUnavailable;

    public void Plan(ChatFaults faults)
    {
        lock (_gate)
        {
            _failNext = faults.FailNext;
            _failStatus = faults.Status ?? StatusCodes.Status503ServiceUnavailable;
        }
    }

    /// <summary>The status to fail with, or null to go on.</summary>
    public int? NextFailure()
    {
        lock (_gate)
        {
            if (_failNext <= 0)
            {
                return null;
            }

            _failNext--;
            _failures++;
            return _failStatus;
        }
    }

    /// <summary>Keeps a message once per key, as a receiver that honours Idempotency-Key does.</summary>
    public void Receive(ChatMessage message)
    {
        lock (_gate)
        {
            if (message.IdempotencyKey is { } key && !_keys.Add($"{message.Hook} {key}"))
            {
                _duplicates++;
                return;
            }

            _messages.Add(message);
        }
    }

    public ChatTranscript Read()
    {
        lock (_gate)
        {
            return new ChatTranscript([.. _messages], _duplicates, _failures);
        }
    }

    public void Clear()
    {
        lock (_gate)
        {
            _messages.Clear();
            _keys.Clear();
            (_duplicates, _failures, _failNext) = (0, 0, 0);
        }
    }
}
