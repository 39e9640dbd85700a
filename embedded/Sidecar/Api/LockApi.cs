using System.Text;
using System.Text.Json;
using OpenClaw.Sidecar.Components;

namespace OpenClaw.Sidecar.Api;

/// <summary><c>/v1.0-alpha1/lock</c> and <c>unlock</c>.</summary>
internal sealed class LockApi(ComponentRegistry components)
{
    public void Map(IEndpointRouteBuilder api)
    {
        api.MapPost("/v1.0-alpha1/lock/{store}", TryLockAsync);
        api.MapPost("/v1.0-alpha1/unlock/{store}", UnlockAsync);
    }

    private async Task TryLockAsync(HttpContext context)
    {
        var store = Store(context);
        var (resource, owner, seconds) = await ReadAsync(context);
        if (seconds <= 0)
        {
            throw Malformed("ExpiryInSeconds is not positive");
        }
        try
        {
            var locked = await store.Store.TryLockAsync(store.Physical(resource), owner, TimeSpan.FromSeconds(seconds), context.RequestAborted);
            await context.WriteJsonAsync(Encoding.UTF8.GetBytes($$"""{"success":{{(locked ? "true" : "false")}}}"""));
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            throw new ApiException(500, "ERR_TRY_LOCK", $"failed to try acquiring lock: {error.Message}", error);
        }
    }

    private async Task UnlockAsync(HttpContext context)
    {
        var store = Store(context);
        var (resource, owner, _) = await ReadAsync(context);
        try
        {
            var status = await store.Store.UnlockAsync(store.Physical(resource), owner, context.RequestAborted);
            await context.WriteJsonAsync(Encoding.UTF8.GetBytes($$"""{"status":{{(int)status}}}"""));
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            throw new ApiException(500, "ERR_UNLOCK", $"failed to release lock: {error.Message}", error);
        }
    }

    private LockComponent Store(HttpContext context)
    {
        if (components.Locks.Count == 0)
        {
            throw new ApiException(500, "ERR_LOCK_STORE_NOT_CONFIGURED", "lock store is not configured");
        }
        var name = context.Segment(2);
        return components.Locks.TryGetValue(name, out var store) ? store
            : throw new ApiException(400, "ERR_LOCK_STORE_NOT_FOUND", $"lock store {name} not found");
    }

    private static async Task<(string Resource, string Owner, int Seconds)> ReadAsync(HttpContext context)
    {
        try
        {
            using var document = JsonDocument.Parse(await context.BodyAsync());
            var root = document.RootElement;
            var resource = root.TryGetProperty("resourceId", out var id) ? id.GetString() : null;
            var owner = root.TryGetProperty("lockOwner", out var who) ? who.GetString() : null;
            if (string.IsNullOrEmpty(resource) || string.IsNullOrEmpty(owner))
            {
                throw Malformed("ResourceId or LockOwner is empty");
            }
            return (resource, owner, root.TryGetProperty("expiryInSeconds", out var seconds) ? seconds.GetInt32() : 0);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or FormatException)
        {
            throw Malformed(error.Message);
        }
    }

    private static ApiException Malformed(string reason) => new(400, "ERR_MALFORMED_REQUEST", reason);
}
