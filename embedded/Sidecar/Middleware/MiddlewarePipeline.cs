using OpenClaw.Sidecar.Components;

namespace OpenClaw.Sidecar.Middleware;

/// <summary>The handlers of a pipeline in their order; names that are not loaded are skipped with a log line.</summary>
internal sealed class MiddlewarePipeline
{
    private readonly IHttpMiddleware[] _handlers;

    public MiddlewarePipeline(IEnumerable<MiddlewareReference> references, ComponentRegistry components, ILogger logger)
    {
        List<IHttpMiddleware> handlers = [];
        foreach (var reference in references)
        {
            if (components.Middlewares.TryGetValue(reference.Name, out var handler)
                && components.Loaded.Any(loaded => loaded.Name == reference.Name && loaded.Type == reference.Type))
            {
                handlers.Add(handler);
            }
            else
            {
                logger.MiddlewareMissing(reference.Name, reference.Type);
            }
        }
        _handlers = [.. handlers];
    }

    public bool IsEmpty => _handlers.Length == 0;

    /// <summary>The first answer a handler gives, or null when the call may go on.</summary>
    public async ValueTask<MiddlewareAnswer?> RunAsync(IMiddlewareRequest request, CancellationToken cancellationToken)
    {
        foreach (var handler in _handlers)
        {
            if (await handler.HandleAsync(request, cancellationToken) is { } answer)
            {
                return answer;
            }
        }
        return null;
    }
}
