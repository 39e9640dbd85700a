namespace OpenClaw.Sidecar.Invocation;

/// <summary>How the called sidecar says that the failure is its own, not the app's answer.</summary>
internal static class PeerErrors
{
    public const string Header = "x-dapr-peer-error";

    /// <summary>The app did not see the request.</summary>
    public const string Undelivered = "undelivered";

    /// <summary>The app may have seen it.</summary>
    public const string Failed = "failed";

    /// <summary>The app's access control does not permit the call.</summary>
    public const string Denied = "denied";

    public static async Task WriteAsync(HttpContext context, string kind, string message)
    {
        context.Response.StatusCode = StatusCodes.Status500InternalServerError;
        context.Response.Headers[Header] = kind;
        await context.Response.WriteAsync(message, context.RequestAborted);
    }
}
