using Microsoft.AspNetCore.Http.Features;

namespace OpenClaw.Sidecar.Invocation;

/// <summary><c>--max-body-size</c> for bodies whose length is announced.</summary>
internal static class BodyLimit
{
    /// <exception cref="BadHttpRequestException">The announced length is larger than allowed.</exception>
    public static void Check(HttpContext context, long length)
    {
        var limit = context.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize ?? int.MaxValue;
        if (length > Math.Min(limit, int.MaxValue))
        {
            throw new BadHttpRequestException("http: request body too large", StatusCodes.Status413PayloadTooLarge);
        }
    }
}
