using System.Text;
using System.Text.Json;

namespace OpenClaw.Sidecar.Api;

/// <summary><c>/v1.0-alpha1/lock</c> and <c>unlock</c>.</summary>
internal sealed class LockApi(LockBlock locks)
{
    public void Map(IEndpointRouteBuilder api)
    {
        api.MapPost("/v1.0-alpha1/lock/{store}", TryLockAsync);
        api.MapPost("/v1.0-alpha1/unlock/{store}", UnlockAsync);
    }

    private async Task TryLockAsync(HttpContext context)
    {
        var store = locks.Find(context.Segment(2));
        var (resource, owner, seconds) = await ReadAsync(context);
        var locked = await LockBlock.TryLockAsync(store, resource, owner, seconds, context.RequestAborted);
        await context.WriteJsonAsync(Encoding.UTF8.GetBytes($$"""{"success":{{(locked ? "true" : "false")}}}"""));
    }

    private async Task UnlockAsync(HttpContext context)
    {
        var store = locks.Find(context.Segment(2));
        var (resource, owner, _) = await ReadAsync(context);
        var status = await LockBlock.UnlockAsync(store, resource, owner, context.RequestAborted);
        await context.WriteJsonAsync(Encoding.UTF8.GetBytes($$"""{"status":{{(int)status}}}"""));
    }

    private static async Task<(string Resource, string Owner, int Seconds)> ReadAsync(HttpContext context)
    {
        try
        {
            using var document = JsonDocument.Parse(await context.BodyAsync());
            var root = document.RootElement;
            return (Text(root, "resourceId"), Text(root, "lockOwner"), root.TryGetProperty("expiryInSeconds", out var seconds) ? seconds.GetInt32() : 0);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or FormatException)
        {
            throw LockBlock.Malformed(error.Message);
        }
    }

    private static string Text(JsonElement root, string name) => root.TryGetProperty(name, out var value) ? value.GetString() ?? "" : "";
}
