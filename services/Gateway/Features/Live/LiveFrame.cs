using System.Text.Json;
using OpenClaw.Contracts;

namespace OpenClaw.Gateway.Features.Live;

/// <summary>One text frame: what happened, and what a page needs to show or fetch it.</summary>
public sealed record LiveFrame(string Type, object? Data)
{
    internal byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, ContractsJson.Options);
}

/// <summary>Data of <c>notification.created</c>.</summary>
public sealed record LiveNotification(Guid Id, string Kind, string Title, string Text, string? Link, DateTimeOffset OccurredAt, string RequestId);
