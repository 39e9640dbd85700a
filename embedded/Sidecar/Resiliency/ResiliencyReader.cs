using System.Globalization;
using OpenClaw.Sidecar.Expressions;
using OpenClaw.Sidecar.Resources;
using YamlDotNet.RepresentationModel;

namespace OpenClaw.Sidecar.Resiliency;

/// <summary>Reads Resiliency resources. An invalid one is refused as a whole with a log line; the others stay.</summary>
internal static class ResiliencyReader
{
    public static ResiliencySpec Read(IEnumerable<ResiliencyResource> resources, ILogger logger)
    {
        var spec = new ResiliencySpec();
        foreach (var resource in resources)
        {
            try
            {
                var one = ReadOne(resource.Spec, resource.Name);
                Merge(spec, one);
            }
            catch (Exception error) when (error is ResourceException or ExpressionException)
            {
                logger.ResiliencyRefused(resource.Name, error.Message);
            }
        }
        Check(spec);
        return spec;
    }

    private static ResiliencySpec ReadOne(YamlNode? node, string name)
    {
        var spec = new ResiliencySpec();
        spec.Names.Add(name);
        foreach (var (key, value) in node.At("policies", "timeouts").Entries())
        {
            spec.Timeouts[key] = Duration(value.Text(), key) ?? throw new ResourceException($"timeout {key} is empty");
        }
        foreach (var (key, value) in node.At("policies", "retries").Entries())
        {
            spec.Retries[key] = Retry(key, value);
        }
        foreach (var (key, value) in node.At("policies", "circuitBreakers").Entries())
        {
            spec.Breakers[key] = Breaker(key, value);
        }
        foreach (var (key, value) in node.At("targets", "apps").Entries())
        {
            spec.Apps[key] = Target(value);
        }
        foreach (var (key, value) in node.At("targets", "actors").Entries())
        {
            spec.Actors[key] = ActorTarget(key, value);
        }
        foreach (var (key, value) in node.At("targets", "components").Entries())
        {
            spec.Components[key] = new ComponentTargetSpec(Optional(value.At("inbound")), Optional(value.At("outbound")));
        }
        return spec;
    }

    private static RetryPolicy Retry(string name, YamlNode node) => new(
        node.At("policy").Text() switch
        {
            null or "constant" => false,
            "exponential" => true,
            var other => throw new ResourceException($"retry {name}: unknown policy {other}"),
        },
        Duration(node.At("duration").Text(), name) ?? TimeSpan.FromSeconds(5),
        Duration(node.At("maxInterval").Text(), name) ?? TimeSpan.FromSeconds(60),
        Number(node.At("maxRetries"), -1, name),
        Codes(node.At("matching", "httpStatusCodes").Text(), 100, 599, name),
        Codes(node.At("matching", "gRPCStatusCodes").Text(), 0, 16, name));

    private static CircuitBreakerPolicy Breaker(string name, YamlNode node) => new(
        name,
        Number(node.At("maxRequests"), 1, name),
        Duration(node.At("interval").Text(), name) ?? TimeSpan.Zero,
        Duration(node.At("timeout").Text(), name) ?? TimeSpan.FromSeconds(60),
        TripExpression.Compile(node.At("trip").Text() ?? "consecutiveFailures > 5"));

    private static TargetSpec Target(YamlNode node) =>
        new(node.At("timeout").Text(), node.At("retry").Text(), node.At("circuitBreaker").Text(), null);

    private static TargetSpec ActorTarget(string type, YamlNode node)
    {
        var scope = node.At("circuitBreakerScope").Text();
        return node.At("circuitBreaker").Text() is not null && scope is not ("type" or "id" or "both")
            ? throw new ResourceException($"actor {type}: circuitBreakerScope must be type, id or both")
            : Target(node) with { BreakerScope = scope };
    }

    private static TargetSpec? Optional(YamlNode? node) => node is null ? null : Target(node);

    private static TimeSpan? Duration(string? text, string owner) => text is null ? null
        : MetadataValues.Duration(text, TimeSpan.FromMilliseconds(1)) ?? throw new ResourceException($"{owner}: \"{text}\" is not a duration");

    private static int Number(YamlNode? node, int fallback, string owner) => node.Text() is not { } text ? fallback
        : int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? value
        : throw new ResourceException($"{owner}: \"{text}\" is not a number");

    private static (int From, int To)[] Codes(string? text, int lowest, int highest, string owner)
    {
        if (string.IsNullOrEmpty(text))
        {
            return [];
        }
        return [.. text.Split(',').Select(part =>
        {
            var ends = part.Split('-');
            return ends.Length <= 2 && int.TryParse(ends[0], NumberStyles.None, CultureInfo.InvariantCulture, out var from)
                && int.TryParse(ends[^1], NumberStyles.None, CultureInfo.InvariantCulture, out var to)
                && from >= lowest && to <= highest && from <= to
                ? (from, to)
                : throw new ResourceException($"retry {owner}: \"{text}\" is not a list of status codes");
        })];
    }

    private static void Merge(ResiliencySpec all, ResiliencySpec one)
    {
        all.Names.AddRange(one.Names);
        Copy(one.Timeouts, all.Timeouts);
        Copy(one.Retries, all.Retries);
        Copy(one.Breakers, all.Breakers);
        Copy(one.Apps, all.Apps);
        Copy(one.Actors, all.Actors);
        Copy(one.Components, all.Components);
    }

    private static void Copy<T>(Dictionary<string, T> from, Dictionary<string, T> to)
    {
        foreach (var (key, value) in from)
        {
            to[key] = value;
        }
    }

    /// <summary>The original ignores most unknown policy names and crashes on some; here every one is an error.</summary>
    private static void Check(ResiliencySpec spec)
    {
        var targets = spec.Apps.Values.Concat(spec.Actors.Values)
            .Concat(spec.Components.Values.SelectMany(pair => new[] { pair.Inbound, pair.Outbound }.OfType<TargetSpec>()));
        foreach (var target in targets)
        {
            Known(target.Timeout, spec.Timeouts.Keys, "timeout");
            Known(target.Retry, spec.Retries.Keys, "retry");
            Known(target.Breaker, spec.Breakers.Keys, "circuit breaker");
        }
    }

    private static void Known(string? name, IEnumerable<string> names, string kind)
    {
        if (name is not null && !names.Contains(name))
        {
            throw new ResourceException($"resiliency: there is no {kind} policy named {name}");
        }
    }
}
