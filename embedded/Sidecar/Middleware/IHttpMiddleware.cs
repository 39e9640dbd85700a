namespace OpenClaw.Sidecar.Middleware;

/// <summary>
/// One handler of a pipeline: it may change the request and answer in the next one's place. The same handlers work
/// around the sidecar's API and around its calls to the app.
/// </summary>
internal interface IHttpMiddleware
{
    /// <summary>Null to go on.</summary>
    ValueTask<MiddlewareAnswer?> HandleAsync(IMiddlewareRequest request, CancellationToken cancellationToken);
}
