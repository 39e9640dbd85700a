using System.Diagnostics;
using System.Net;
using OpenClaw.Testing;

namespace OpenClaw.Sidecar.Load;

/// <summary>From the start of the process to the first 204 of its health route, one start after the other.</summary>
internal static class ColdStarts
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public static async Task<(double[] Seconds, int Failed)> RunAsync(int count)
    {
        List<double> seconds = [];
        using var http = new HttpClient();
        for (var start = 0; start < count; start++)
        {
            var port = FreePorts.Next();
            var began = Stopwatch.GetTimestamp();
            using var process = ChildProcess.Start(new ChildProgram("sidecar", "dotnet",
                [Stage.SidecarDll, "--app-id", "cold", "--dapr-http-port", $"{port}", "--dapr-internal-grpc-port", $"{FreePorts.Next()}", "--log-level", "error"]));
            if (await IsUpAsync(http, new Uri($"http://127.0.0.1:{port}/v1.0/healthz"), began))
            {
                seconds.Add(Stopwatch.GetElapsedTime(began).TotalSeconds);
            }
            await process.KillAsync();
        }
        return ([.. seconds.Order()], count - seconds.Count);
    }

    private static async Task<bool> IsUpAsync(HttpClient http, Uri health, long began)
    {
        while (Stopwatch.GetElapsedTime(began) < Patience)
        {
            try
            {
                using var answer = await http.GetAsync(health);
                if (answer.StatusCode == HttpStatusCode.NoContent)
                {
                    return true;
                }
            }
            catch (HttpRequestException)
            {
                // Nobody listens yet.
            }
            await Task.Delay(5);
        }
        return false;
    }
}
