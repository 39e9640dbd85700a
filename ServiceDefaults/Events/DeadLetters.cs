using System.Diagnostics.Metrics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Dapr.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using OpenClaw.Contracts;
using OpenClaw.ServiceDefaults.Identity;

namespace OpenClaw.ServiceDefaults.Events;

/// <summary>
/// Keeps events that could not be handled. A dead-letter topic alone keeps nothing, because a broker drops what no queue
/// is bound for; here each becomes a record in the consumer's own state, and somebody is told.
/// </summary>
internal static class DeadLetters
{
    private const string Route = "/events/dead-letters";

    private static readonly Meter Meter = new("openclaw.events");
    private static readonly Counter<long> Kept = Meter.CreateCounter<long>(
        "openclaw.events.dead_letters", "{event}", "Events that could not be handled and were kept");

    public static void MapDeadLetters(this IEndpointRouteBuilder app) => app.MapPost(Route, KeepAsync).RequireSidecar().ExcludeFromDescription();

    private static async Task<IResult> KeepAsync(HttpContext context, DaprClient dapr, TimeProvider time, ILogger<EventEndpointLog> logger)
    {
        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        var text = await reader.ReadToEndAsync(context.RequestAborted);
        var letter = DeadLetter.Of(text, time.GetUtcNow());

        // A failure here is answered with an error, so the sidecar delivers the letter again.
        await dapr.SaveStateAsync(ComponentNames.StateStore, letter.Key, letter, cancellationToken: context.RequestAborted);
        Kept.Add(1, new KeyValuePair<string, object?>("topic", letter.Topic));
        logger.DeadLetterKept(letter.Topic, letter.EventId, letter.Key);
        return Results.Json(new { status = "SUCCESS" });
    }
}

/// <summary>An event as it arrived, with what identifies it; repeats of the same event share a key.</summary>
internal sealed record DeadLetter(string Topic, string EventId, DateTimeOffset KeptAt, string Body)
{
    public string Key => $"dead-letter:{Topic}:{EventId}";

    public static DeadLetter Of(string body, DateTimeOffset now)
    {
        var (topic, id) = Identify(body);
        return new DeadLetter(topic ?? "unknown", id ?? Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(body))), now, body);
    }

    private static (string? Topic, string? Id) Identify(string body)
    {
        try
        {
            using var envelope = JsonDocument.Parse(body);
            return envelope.RootElement.ValueKind == JsonValueKind.Object
                ? (TextOf(envelope.RootElement, "topic"), TextOf(envelope.RootElement, "id"))
                : (null, null);
        }
        catch (JsonException)
        {
            // Not even an envelope: it is kept under a digest of what it is.
            return (null, null);
        }
    }

    /// <summary>Only texts that are safe in a state key; two bars would part it.</summary>
    private static string? TextOf(JsonElement envelope, string name) =>
        envelope.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 and <= 200 } text
            && !text.Contains("||", StringComparison.Ordinal)
            ? text
            : null;
}
