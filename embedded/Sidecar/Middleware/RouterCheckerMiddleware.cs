using System.Text.RegularExpressions;
using OpenClaw.Sidecar.Resources;

namespace OpenClaw.Sidecar.Middleware;

/// <summary><c>middleware.http.routerchecker</c>: only paths that match the rule go on, others are a bad request.</summary>
internal sealed class RouterCheckerMiddleware : IHttpMiddleware
{
    private readonly Regex _rule;

    public RouterCheckerMiddleware(ComponentMetadata metadata)
    {
        var rule = metadata.Required("rule");
        try
        {
            // The linear engine: the rule meets whatever paths callers invent. Without a time limit, which it does not keep rightly (.NET 10).
            _rule = new Regex(rule, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
        }
        catch (Exception error) when (error is ArgumentException or NotSupportedException)
        {
            throw new ResourceException($"component {metadata.Component}: rule is not a regular expression: {error.Message}", error);
        }
    }

    public ValueTask<MiddlewareAnswer?> HandleAsync(IMiddlewareRequest request, CancellationToken cancellationToken) =>
        ValueTask.FromResult(_rule.IsMatch(request.Path) ? null : new MiddlewareAnswer(StatusCodes.Status400BadRequest, "invalid router"));
}
