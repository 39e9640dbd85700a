using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace OpenClaw.Faults.Sidecar;

/// <summary>
/// The app of the fault runs, in a process of its own so that it can be killed. It writes each event and reminder to a
/// file before it answers: what the file holds has certainly arrived, and what it does not hold was never acknowledged.
/// </summary>
internal static class FaultApp
{
    public const string Command = "sidecar-app";

    /// <summary>Arguments: port, file, name.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        await using var file = new StreamWriter(new FileStream(args[1], FileMode.Append, FileAccess.Write, FileShare.ReadWrite)) { AutoFlush = true };
        var writing = new Lock();
        void Write(string line)
        {
            lock (writing)
            {
                file.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{DateTimeOffset.UtcNow.ToUnixTimeMilliseconds()} {args[2]} {line}"));
            }
        }

        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{args[0]}");
        var app = builder.Build();
        app.MapGet("/healthz", () => Results.Ok());
        app.MapGet("/dapr/config", () => Results.Text("""{"entities":["clock"],"drainRebalancedActors":true}""", "application/json"));
        app.MapPost("/in", async (HttpRequest request) =>
        {
            using var sent = await JsonDocument.ParseAsync(request.Body);
            Write($"m {sent.RootElement.GetProperty("data").GetInt32()}");
        });
        app.MapPut("/actors/clock/{id}/method/remind/{name}", (string id, string name) => Write($"r {id}/{name}"));
        app.MapDelete("/actors/clock/{id}", () => Results.Ok());
        await app.RunAsync();
        return 0;
    }
}
