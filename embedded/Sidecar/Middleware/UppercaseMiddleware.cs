using System.Text;

namespace OpenClaw.Sidecar.Middleware;

/// <summary><c>middleware.http.uppercase</c>: the request body in capitals; made for trying pipelines out.</summary>
internal sealed class UppercaseMiddleware : IHttpMiddleware
{
    public async ValueTask<MiddlewareAnswer?> HandleAsync(IMiddlewareRequest request, CancellationToken cancellationToken)
    {
        var body = await request.ReadBodyAsync(cancellationToken);
        if (body.Length > 0)
        {
            request.ReplaceBody(Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(body).ToUpperInvariant()));
        }
        return null;
    }
}
