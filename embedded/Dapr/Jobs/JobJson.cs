using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dapr.Jobs.Models;
using Dapr.Jobs.Models.Responses;

namespace Dapr.Jobs;

/// <summary>Jobs as the sidecar's HTTP API writes them.</summary>
internal static class JobJson
{
    /// <summary>When the job is due: an instant is a due time, everything else a schedule.</summary>
    public static JsonObject When(DaprJobSchedule schedule, DateTimeOffset? startingFrom, int? repeats, DateTimeOffset? ttl)
    {
        var job = new JsonObject { [schedule.IsPointInTimeExpression ? "dueTime" : "schedule"] = schedule.ExpressionValue };
        if (startingFrom is { } start)
        {
            job["dueTime"] = Instant(start);
        }

        if (repeats is { } count)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(count, nameof(repeats));
            job["repeats"] = count;
        }

        if (ttl is { } ends)
        {
            job["ttl"] = Instant(ends);
        }

        return job;
    }

    private static string Instant(DateTimeOffset instant) => instant.ToString("O", CultureInfo.InvariantCulture);

    /// <summary>The HTTP API carries JSON: what is none goes as a JSON text.</summary>
    public static JsonNode? Data(ReadOnlyMemory<byte> payload)
    {
        try
        {
            return JsonNode.Parse(payload.Span);
        }
        catch (JsonException)
        {
            return JsonValue.Create(Encoding.UTF8.GetString(payload.Span));
        }
    }

    public static JsonObject Policy(IJobFailurePolicyOptions options)
    {
        if (options is not JobFailurePolicyConstantOptions constant)
        {
            return new JsonObject { ["drop"] = new JsonObject() };
        }

        var policy = new JsonObject { ["interval"] = Milliseconds(constant.Interval) };
        if (constant.MaxRetries is { } retries)
        {
            policy["maxRetries"] = retries;
        }

        return new JsonObject { ["constant"] = policy };
    }

    private static string Milliseconds(TimeSpan interval) => $"{((long)interval.TotalMilliseconds).ToString(CultureInfo.InvariantCulture)}ms";

    public static DaprJobDetails Read(JsonObject job)
    {
        var due = Time(job, "dueTime", "due_time");
        var schedule = job["schedule"] is { } expression ? DaprJobSchedule.FromExpression((string)expression!)
            : due is { } once ? DaprJobSchedule.FromDateTime(once)
            : DaprJobSchedule.FromExpression(string.Empty);
        return new DaprJobDetails(schedule)
        {
            DueTime = due,
            Ttl = Time(job, "ttl", "ttl"),
            RepeatCount = job["repeats"]?.GetValue<int>(),
            Overwrite = job["overwrite"]?.GetValue<bool>() ?? false,
            Payload = job["data"] is { } data ? Encoding.UTF8.GetBytes((data is JsonObject typed && typed.ContainsKey("@type") ? typed["value"] : data)?.ToJsonString() ?? "null") : null,
            FailurePolicy = (job["failurePolicy"] ?? job["failure_policy"]) is JsonObject policy ? ReadPolicy(policy) : null,
        };
    }

    private static IFailurePolicyResponse ReadPolicy(JsonObject policy)
    {
        if (policy["constant"] is not JsonObject constant)
        {
            return new ConfiguredDropFailurePolicy();
        }

        var retries = (constant["maxRetries"] ?? constant["max_retries"])?.GetValue<int>();
        return new ConfiguredConstantFailurePolicy(retries is not null, retries, constant["interval"] is { } interval ? Duration((string)interval!) : TimeSpan.Zero);
    }

    /// <summary>Protobuf writes durations in seconds.</summary>
    private static TimeSpan Duration(string text) => text.EndsWith("ms", StringComparison.Ordinal)
        ? TimeSpan.FromMilliseconds(double.Parse(text.AsSpan(0, text.Length - 2), CultureInfo.InvariantCulture))
        : TimeSpan.FromSeconds(double.Parse(text.AsSpan().TrimEnd('s'), CultureInfo.InvariantCulture));

    private static DateTimeOffset? Time(JsonObject job, string name, string other) =>
        (job[name] ?? job[other]) is { } text && DateTimeOffset.TryParse((string)text!, CultureInfo.InvariantCulture, DateTimeStyles.None, out var instant) ? instant : null;
}
