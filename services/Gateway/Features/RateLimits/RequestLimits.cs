using Microsoft.Extensions.Options;
using OpenClaw.Contracts;
using OpenClaw.Gateway.Features.SignIn;
using OpenClaw.Gateway.Options;

namespace OpenClaw.Gateway.Features.RateLimits;

/// <summary>Which limits a request falls under.</summary>
internal sealed class RequestLimits(IOptions<RateLimitOptions> options, ClientAddress address)
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    /// <summary>Before anybody is asked who they are.</summary>
    public IReadOnlyList<RateLimit> OfStranger(HttpRequest request)
    {
        var (limits, client) = (options.Value, address.Of(request.HttpContext));
        List<RateLimit> all =
        [
            new("global", "all", RateKind.TokenBucket, limits.GlobalPerSecond, Second),
            new("address", client, RateKind.TokenBucket, limits.AddressPerSecond, Second),
        ];
        if (request.Path == "/api/v1/status")
        {
            all.Add(new("status", client, RateKind.SlidingWindow, limits.StatusPerMinute, Minute));
        }
        else if (request.Path == "/api/v1/auth/login" || request.Path == "/api/v1/auth/callback")
        {
            all.Add(new("sign-in", client, RateKind.SlidingWindow, limits.SignInsPerMinute, Minute));
        }

        if (CarriesCredentials(request))
        {
            all.Add(Failures(request.HttpContext, 0));
        }

        return all;
    }

    /// <summary>Counted after an answer that refused the credentials.</summary>
    public RateLimit Failures(HttpContext context, int cost) =>
        new("refused-credentials", address.Of(context), RateKind.SlidingWindow, options.Value.FailuresPerMinute, Minute, cost);

    /// <summary>Once it is known who asks.</summary>
    public IReadOnlyList<RateLimit> OfPerson(HttpRequest request, SignedIn person)
    {
        var (tenant, user) = (person.Caller.TenantId, person.Caller.UserId);
        List<RateLimit> all = person.Key is { } key
            ? [new("key-" + key.Tier.ToString().ToLowerInvariant(), key.KeyId, RateKind.SlidingWindow, OfTier(key.Tier), Hour)]
            : [new("person", $"{tenant}:{user}", RateKind.SlidingWindow, options.Value.PersonPerMinute, Minute)];
        if (ClassOf(request) is var (name, limit))
        {
            all.Add(new(name, tenant, RateKind.SlidingWindow, limit, Minute));
        }

        return all;
    }

    public static bool CarriesCredentials(HttpRequest request) =>
        request.Headers.Authorization.Count > 0 || request.Path == "/api/v1/auth/callback";

    private int OfTier(KeyTier tier) => tier switch
    {
        KeyTier.Premium => options.Value.PremiumKeyPerHour,
        KeyTier.Standard => options.Value.StandardKeyPerHour,
        _ => options.Value.BasicKeyPerHour,
    };

    private (string Name, int Limit)? ClassOf(HttpRequest request)
    {
        var isChange = !HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method);
        var segments = (request.Path.Value ?? "").Split('/', StringSplitOptions.RemoveEmptyEntries).Skip(2).ToArray();
        return segments switch
        {
            ["audit", "export" or "exports", ..] or ["user-data", ..] => ("export", options.Value.ExportsPerMinute),
            ["audit" or "metrics", ..] => ("audit-query", options.Value.AuditQueriesPerMinute),
            ["policies", "evaluate" or "simulate" or "route-model", ..] => null,
            ["policies", ..] when isChange => ("policy-change", options.Value.PolicyChangesPerMinute),
            ["tenants" or "service-accounts" or "users" or "kill-switches", ..] => ("administration", options.Value.AdministrationPerMinute),
            ["connectors", _] or ["connectors"] when isChange => ("administration", options.Value.AdministrationPerMinute),
            _ => null,
        };
    }
}
