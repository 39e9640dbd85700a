using Microsoft.Extensions.FileProviders;

namespace OpenClaw.Gateway.Features;

/// <summary>The pages, carried inside the assembly: the service runs from any working directory.</summary>
internal static class WebConsole
{
    public static void UseWebConsole(this WebApplication app)
    {
        var files = new EmbeddedFileProvider(typeof(WebConsole).Assembly, "OpenClaw.Gateway.wwwroot");
        app.UseDefaultFiles(new DefaultFilesOptions { FileProvider = files });
        app.UseStaticFiles(new StaticFileOptions
        {
            FileProvider = files,
            OnPrepareResponse = context => context.Context.Response.Headers.CacheControl = "no-cache",
        });
    }
}
