using Microsoft.Extensions.Logging.Console;

namespace OpenClaw.Sidecar.Hosting;

internal static class SidecarLogging
{
    public static void Configure(ILoggingBuilder logging, string level, bool asJson = false)
    {
        logging.ClearProviders();
        logging.SetMinimumLevel(level switch
        {
            "debug" => LogLevel.Debug,
            "warn" => LogLevel.Warning,
            "error" => LogLevel.Error,
            "fatal" => LogLevel.Critical,
            _ => LogLevel.Information,
        });
        // The framework's own request lines and activities are replaced by the sidecar's spans.
        logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        logging.AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Warning);
        // It would warn that HTTP/2 without TLS is not served; CleartextHttp2 serves it.
        logging.AddFilter("Microsoft.AspNetCore.Server.Kestrel", LogLevel.Error);
        if (asJson)
        {
            logging.AddJsonConsole();
        }
        else
        {
            logging.AddSimpleConsole(console =>
            {
                console.SingleLine = true;
                console.TimestampFormat = "HH:mm:ss.fff ";
                console.ColorBehavior = LoggerColorBehavior.Disabled;
            });
        }
    }
}
