using System.Text.Json;
using OpenClaw.Sidecar.Actors.Reminders;
using OpenClaw.Sidecar.Api;

namespace OpenClaw.Sidecar.Actors;

/// <summary>The reminder part of the API. Changes are made by the actor's host, which alone fires them.</summary>
internal sealed class ActorReminders(
    ActorRuntime runtime, ActorRouter router, ActorPeers peers, ReminderScheduler scheduler, ReminderStore store, TimeProvider clock)
{
    /// <summary>Dapr's default failure policy: three more attempts, one second apart.</summary>
    private const int DefaultRetries = 3;
    private static readonly TimeSpan DefaultInterval = TimeSpan.FromSeconds(1);

    public async Task GetAsync(HttpContext context, ActorKey key, string name)
    {
        ThrowUnlessHosted(key);
        var reminder = await Guard("ERR_ACTOR_REMINDER_GET", () => store.GetAsync(key, name, context.RequestAborted))
            ?? throw new ApiException(StatusCodes.Status404NotFound, "ERR_ACTOR_REMINDER_NOT_FOUND", $"reminder {name} of actor {key} does not exist");
        var answer = new Dictionary<string, object>(StringComparer.Ordinal) { ["actorID"] = key.Id, ["actorType"] = key.Type };
        if (reminder.Data is { ValueKind: not JsonValueKind.Null } data)
        {
            answer["data"] = data;
        }
        Add(answer, "dueTime", reminder.DueTime);
        Add(answer, "period", ActorTime.Period(reminder.Period).Period is { } period ? $"@every {ActorTime.Text(period)}" : null);
        Add(answer, "ttl", reminder.Ttl);
        await context.WriteJsonAsync(JsonSerializer.SerializeToUtf8Bytes(answer));
    }

    /// <summary>PUT and DELETE from the app: done here if the actor is here, else by its host.</summary>
    public async Task ChangeAsync(HttpContext context, ActorKey key, string name)
    {
        ThrowUnlessHosted(key);
        var body = await context.BodyAsync();
        var method = new HttpMethod(context.Request.Method);
        if (runtime.IsActive(key))
        {
            // From inside a turn, usually: it must not wait for a table change that may wait for the turn.
            await ApplyAsync(method, key, name, body, context.RequestAborted);
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return;
        }
        var reply = await Guard(CodeOf(method), () => router.AtHostAsync(
            key,
            async token =>
            {
                await ApplyAsync(method, key, name, body, token);
                return new ActorReply(StatusCodes.Status204NoContent, [], []);
            },
            (host, token) => peers.ReminderAsync(method, host, key, name, body, token),
            context.RequestAborted));
        await Write(context, reply);
    }

    public async Task ApplyAsync(HttpMethod method, ActorKey key, string name, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        if (method == HttpMethod.Delete)
        {
            await Guard("ERR_ACTOR_REMINDER_DELETE", async () =>
            {
                await scheduler.RemoveAsync(key, name, cancellationToken);
                return true;
            });
            return;
        }
        var spec = ActorsApi.ReadSpec(body);
        await Guard("ERR_ACTOR_REMINDER_CREATE", async () =>
        {
            if (spec.Overwrite == false && await store.GetAsync(key, name, cancellationToken) is not null)
            {
                throw new ApiException(StatusCodes.Status409Conflict, "ERR_ACTOR_REMINDER_ALREADY_EXISTS", $"reminder {name} of actor {key} exists");
            }
            await scheduler.AddAsync(Record(key, name, spec, body), cancellationToken);
            return true;
        });
    }

    private ReminderRecord Record(ActorKey key, string name, TimerSpec spec, ReadOnlyMemory<byte> body)
    {
        var now = clock.GetUtcNow();
        var (_, times) = ActorTime.Period(spec.Period);
        var (retries, interval) = FailurePolicy(body);
        return new ReminderRecord(
            key.Type,
            key.Id,
            name,
            spec.Data,
            spec.DueTime,
            spec.Period,
            spec.Ttl,
            ActorTime.Instant(spec.DueTime, now) ?? now,
            times,
            ActorTime.Instant(spec.Ttl, now),
            retries,
            interval,
            Guid.NewGuid());
    }

    private static (int Retries, TimeSpan Interval) FailurePolicy(ReadOnlyMemory<byte> body)
    {
        using var document = JsonDocument.Parse(body);
        var root = document.RootElement;
        if (!root.TryGetProperty("failure_policy", out var policy) && !root.TryGetProperty("failurePolicy", out policy))
        {
            return (DefaultRetries, DefaultInterval);
        }
        if (policy.TryGetProperty("drop", out _))
        {
            return (0, TimeSpan.Zero);
        }
        var constant = policy.GetProperty("constant");
        return (
            constant.TryGetProperty("maxRetries", out var most) || constant.TryGetProperty("max_retries", out most) ? most.GetInt32() : -1,
            constant.TryGetProperty("interval", out var interval) ? ActorTime.Duration(interval.GetString()!) : DefaultInterval);
    }

    private void ThrowUnlessHosted(ActorKey key)
    {
        if (!runtime.Hosts(key.Type))
        {
            throw new ApiException(
                StatusCodes.Status403Forbidden, "ERR_ACTOR_REMINDER_NON_HOSTED", $"reminders of actor type {key.Type} are not allowed: this app does not host it");
        }
    }

    private static async Task Write(HttpContext context, ActorReply reply)
    {
        if (reply.Status == StatusCodes.Status204NoContent)
        {
            context.Response.StatusCode = reply.Status;
            return;
        }
        await reply.WriteAsync(context);
    }

    private static void Add(Dictionary<string, object> answer, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            answer[name] = value;
        }
    }

    private static string CodeOf(HttpMethod method) => method == HttpMethod.Delete ? "ERR_ACTOR_REMINDER_DELETE" : "ERR_ACTOR_REMINDER_CREATE";

    private static async Task<T> Guard<T>(string code, Func<Task<T>> action)
    {
        try
        {
            return await action();
        }
        catch (Exception error) when (error is not (OperationCanceledException or ApiException))
        {
            throw new ApiException(StatusCodes.Status500InternalServerError, code, $"error with actor reminder: {error.Message}", error);
        }
    }
}
