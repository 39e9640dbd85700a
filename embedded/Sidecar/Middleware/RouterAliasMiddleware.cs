using System.Text.Json;
using System.Text.RegularExpressions;
using OpenClaw.Sidecar.Resources;

namespace OpenClaw.Sidecar.Middleware;

/// <summary>
/// <c>middleware.http.routeralias</c>: metadata names are paths such as <c>/orders/{id}</c>, values the API paths they
/// stand for; the key <c>routes</c> may hold them all as one JSON object. What a placeholder caught becomes a query parameter.
/// </summary>
internal sealed class RouterAliasMiddleware : IHttpMiddleware
{
    private readonly List<(Regex Match, string[] Names, string Target)> _routes = [];

    public RouterAliasMiddleware(ComponentMetadata metadata)
    {
        foreach (var (path, target) in Routes(metadata))
        {
            List<string> names = [];
            var pattern = string.Join('/', path.Split('/').Select(segment =>
            {
                if (!segment.StartsWith('{') || !segment.EndsWith('}'))
                {
                    return Regex.Escape(segment);
                }
                names.Add(segment[1..^1].Split(':')[0]);
                return "([^/]+)";
            }));
            _routes.Add((new Regex($"^{pattern}/?$", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1)), [.. names], target));
        }
    }

    public ValueTask<MiddlewareAnswer?> HandleAsync(IMiddlewareRequest request, CancellationToken cancellationToken)
    {
        foreach (var (match, names, target) in _routes)
        {
            if (match.Match(request.Path) is not { Success: true } hit)
            {
                continue;
            }
            var path = target.Split('?', 2);
            string?[] query = [request.Query, path.Length > 1 ? path[1] : null, .. names.Select((name, index) => $"{name}={hit.Groups[index + 1].Value}")];
            request.Redirect(path[0], string.Join('&', query.Where(part => !string.IsNullOrEmpty(part))));
            break;
        }
        return ValueTask.FromResult<MiddlewareAnswer?>(null);
    }

    private static IEnumerable<KeyValuePair<string, string>> Routes(ComponentMetadata metadata)
    {
        if (metadata.Text("routes") is not { } json)
        {
            return metadata.Values.Where(pair => pair.Key.StartsWith('/'));
        }
        try
        {
            return JsonSerializer.Deserialize<Dictionary<string, string>>(json) ?? [];
        }
        catch (JsonException error)
        {
            throw new ResourceException($"component {metadata.Component}: routes is not a JSON object of paths: {error.Message}", error);
        }
    }
}
