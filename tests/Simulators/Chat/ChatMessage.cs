using System.Text.Json.Nodes;

namespace OpenClaw.Simulators;

/// <summary>A message that arrived, as people in the channel would see it.</summary>
internal sealed record ChatMessage(string Hook, string Text, JsonNode? Blocks, string? IdempotencyKey, DateTimeOffset ReceivedAt);

/// <summary>Everything the channel holds and how often senders repeated or failed.</summary>
internal sealed record ChatTranscript(IReadOnlyList<ChatMessage> Messages, int Duplicates, int Failures);

/// <summary>The next calls answer with this status instead of taking the message.</summary>
internal sealed record ChatFaults(int FailNext, int? Status);
