using System.Text.Json;
using System.Text.Json.Nodes;

namespace OpenClaw.Simulators;

/// <summary>
/// An incoming webhook in Slack's shape: takes <c>{"text": ..., "blocks": [...]}</c> and answers with the plain words
/// <c>ok</c>, <c>invalid_payload</c> or <c>no_text</c>.
/// </summary>
internal static class ChatSimulator
{
    public static WebApplication Build(WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<ChatChannel>();
        builder.Services.AddSingleton(TimeProvider.System);
        var app = builder.Build();
        app.MapGet("/health", () => Results.Ok());
        app.MapPost("/hooks/{id}", ReceiveAsync);
        app.MapGet("/simulator/messages", (ChatChannel channel) => channel.Read());
        app.MapDelete("/simulator/messages", (ChatChannel channel) => channel.Clear());
        app.MapPost("/simulator/faults", (ChatFaults faults, ChatChannel channel) => channel.Plan(faults));
        return app;
    }

    private static async Task<IResult> ReceiveAsync(string id, HttpContext context, ChatChannel channel, TimeProvider time)
    {
        if (channel.NextFailure() is { } status)
        {
            return Results.Text("server_error", statusCode: status);
        }

        if (await ReadAsync(context) is not { } payload)
        {
            return Results.Text("invalid_payload", statusCode: StatusCodes.Status400BadRequest);
        }

        if (payload["text"] is not JsonValue text || !text.TryGetValue<string>(out var words) || words.Length == 0)
        {
            return Results.Text("no_text", statusCode: StatusCodes.Status400BadRequest);
        }

        var key = context.Request.Headers["Idempotency-Key"].ToString();
        channel.Receive(new ChatMessage(id, words, payload["blocks"]?.DeepClone(), key.Length > 0 ? key : null, time.GetUtcNow()));
        return Results.Text("ok");
    }

    private static async Task<JsonObject?> ReadAsync(HttpContext context)
    {
        try
        {
            return await JsonNode.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
