using System.Net.Http.Headers;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using OpenClaw.Contracts;
using OpenClaw.Gateway.Features.SignIn;
using OpenClaw.Gateway.Options;
using OpenClaw.ServiceDefaults.Http;

namespace OpenClaw.Gateway.Features.Forwarding;

/// <summary>Takes a request through our sidecar to the service that answers it, byte for byte, under the caller's internal token.</summary>
internal sealed class Forwarder(
    IServiceInvoker invoker, InternalTokens tokens, ForwardedAnswer answer, IOptions<GatewayOptions> options, TimeProvider time)
{
    public async Task ForwardAsync(HttpContext context, ForwardedRoute route)
    {
        if (ForwardedPath.Of(context.Request.Path) is not { } path)
        {
            await Failure.NotFound("resource").ToProblem().ExecuteAsync(context);
            return;
        }

        var maxBytes = route.IsWebhook ? options.Value.MaxWebhookBytes : options.Value.MaxBodyBytes;
        if (!Limit(context, maxBytes))
        {
            throw new BadHttpRequestException($"At most {maxBytes} bytes are taken.", StatusCodes.Status413PayloadTooLarge);
        }

        using var request = Prepare(context, route);
        using var deadline = new CancellationTokenSource(options.Value.ForwardTimeout, time);
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, deadline.Token);
        using var response = await SendAsync(request, route, path + context.Request.QueryString.ToUriComponent(), cancellation.Token);
        await answer.WriteAsync(context, route, response);
    }

    /// <summary>False when the declared length is too much already; else the server stops reading at the limit.</summary>
    private static bool Limit(HttpContext context, long maxBytes)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = maxBytes;
        }

        return context.Request.ContentLength is not { } length || length <= maxBytes;
    }

    private HttpRequestMessage Prepare(HttpContext context, ForwardedRoute route)
    {
        var request = new HttpRequestMessage(new HttpMethod(context.Request.Method), (Uri?)null);
        if (context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody == true)
        {
            request.Content = new StreamContent(context.Request.Body);
            request.Content.Headers.ContentLength = context.Request.ContentLength;
        }

        foreach (var (name, values) in ForwardedHeaders.OfRequest(context.Request.Headers))
        {
            if (!request.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values))
            {
                request.Content?.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values);
            }
        }

        request.Headers.TryAddWithoutValidation(HeaderNames.RequestId, RequestContext.RequestId);
        if (!route.IsWebhook)
        {
            var person = context.Features.Get<SignedIn>() ?? throw new InvalidOperationException("The route is not behind sign-in.");
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", tokens.For(person.Caller));
        }

        return request;
    }

    private async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, ForwardedRoute route, string pathAndQuery, CancellationToken cancellationToken)
    {
        try
        {
            return await invoker.SendAsync(request, route.AppId, pathAndQuery, cancellationToken);
        }
        catch (HttpRequestException exception) when (TooLarge(exception) is { } tooLarge)
        {
            // The body turned out longer than allowed while it was streamed: the sender's fault, not the target's.
            throw new BadHttpRequestException("The body is too large.", tooLarge.StatusCode, exception);
        }
    }

    private static BadHttpRequestException? TooLarge(Exception exception) =>
        exception.InnerException is { } inner ? inner as BadHttpRequestException ?? TooLarge(inner) : null;
}
