namespace OpenClaw.Sidecar.Actors;

/// <summary>The answer of an actor, read completely so that its turn is over.</summary>
internal sealed record ActorReply(int Status, IReadOnlyList<KeyValuePair<string, string[]>> Headers, byte[] Body)
{
    private const string RemotingError = "X-DaprErrorResponseHeader";
    private const string CancelReminder = "X-DaprReminderCancel";

    public bool IsSuccess => Status is >= 200 and < 300;

    /// <summary>The SDK's way of telling a typed caller what the actor threw: passed on unchanged.</summary>
    public bool IsRemotingError => Value(RemotingError) is not null;

    /// <summary>The app wants no further firings of this timer or reminder.</summary>
    public bool CancelsTimer => string.Equals(Value(CancelReminder), "true", StringComparison.OrdinalIgnoreCase);

    private string? Value(string name) =>
        Headers.FirstOrDefault(header => header.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value?[0];

    public async Task WriteAsync(HttpContext context)
    {
        context.Response.StatusCode = Status;
        foreach (var (name, values) in Headers)
        {
            context.Response.Headers[name] = values;
        }
        context.Response.ContentLength = Body.Length;
        await context.Response.Body.WriteAsync(Body, context.RequestAborted);
    }
}
