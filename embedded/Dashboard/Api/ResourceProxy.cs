using Microsoft.AspNetCore.Http.Features;

namespace OpenClaw.Dashboard.Api;

/// <summary>
/// Passes the page's questions about resources on to the application host. The host's key stays here; the browser never
/// sees it.
/// </summary>
internal sealed class ResourceProxy(HttpClient client)
{
    public async Task StreamAsync(HttpContext context, string path)
    {
        using var response = await client.GetAsync(path, HttpCompletionOption.ResponseHeadersRead, context.RequestAborted);
        context.Response.StatusCode = (int)response.StatusCode;
        context.Response.ContentType = response.Content.Headers.ContentType?.ToString();
        context.Response.Headers.CacheControl = "no-cache";
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        await context.Response.StartAsync(context.RequestAborted);
        await response.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
    }

    public async Task<IResult> CommandAsync(string path, CancellationToken cancellationToken)
    {
        using var response = await client.PostAsync(path, content: null, cancellationToken);
        var body = await response.Content.ReadAsStringAsync(cancellationToken);
        return Results.Content(body, response.Content.Headers.ContentType?.ToString(), statusCode: (int)response.StatusCode);
    }
}
