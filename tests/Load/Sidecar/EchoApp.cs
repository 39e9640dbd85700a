using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace OpenClaw.Sidecar.Load;

/// <summary>The app behind the sidecar: answers with what it gets.</summary>
internal static class EchoApp
{
    public static async Task RunAsync(int port)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = null);
        await using var app = builder.Build();
        app.Run(EchoAsync);
        await app.RunAsync();
    }

    private static async Task EchoAsync(HttpContext context)
    {
        if (context.Request.Path != "/echo")
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }
        var length = (int)(context.Request.ContentLength ?? 0);
        var body = GC.AllocateUninitializedArray<byte>(length);
        await context.Request.Body.ReadExactlyAsync(body);
        context.Response.ContentType = "application/octet-stream";
        context.Response.ContentLength = length;
        await context.Response.Body.WriteAsync(body);
    }
}
