using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenClaw.Contracts;
using OpenClaw.ServiceDefaults.Audit;

namespace OpenClaw.Faults.Audit;

/// <summary>
/// A service that does nothing but governed acts, at a fixed rate whatever the answers are, in a process of its own. Its
/// file says what happened, in order: I intent acknowledged, A act done, O outcome acknowledged, R intent refused,
/// U outcome not acknowledged, E anything else.
/// </summary>
internal static class AuditProducer
{
    public const string Command = "audit-producer";
    public const string Tenant = "acme";
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(10);

    /// <summary>Arguments: file, acts a second, file whose existence ends it.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        var (rate, stop) = (int.Parse(args[1], CultureInfo.InvariantCulture), args[2]);
        var lines = Channel.CreateUnbounded<string>(new() { SingleReader = true });
        var writing = WriteAsync(lines.Reader, args[0]);
        await using var app = await StartAsync();
        var recorder = app.Services.GetRequiredService<IAuditRecorder>();
        var started = Stopwatch.GetTimestamp();
        var (sent, running) = (0L, new List<Task>());
        using var timer = new PeriodicTimer(Tick);
        while (await timer.WaitForNextTickAsync() && !File.Exists(stop))
        {
            for (var due = (long)(Stopwatch.GetElapsedTime(started).TotalSeconds * rate); sent < due; sent++)
            {
                running.Add(ActAsync(recorder, sent, lines.Writer));
            }

            running.RemoveAll(act => act.IsCompleted);
        }

        await Task.WhenAll(running);
        lines.Writer.Complete();
        await writing;
        return 0;
    }

    private static async Task ActAsync(IAuditRecorder recorder, long number, ChannelWriter<string> lines)
    {
        var id = "-";
        void Say(char what) => lines.TryWrite(string.Create(CultureInfo.InvariantCulture, $"{what} {id} {DateTimeOffset.UtcNow.ToUnixTimeMilliseconds()}"));
        var what = 'R';
        try
        {
            var handle = await recorder.IntentAsync(IntentOf(number), CancellationToken.None);
            id = handle.Intent.Id.ToString();
            Say('I');
            Say('A');
            what = 'U';
            await recorder.OutcomeAsync(handle, new AuditResult(AuditOutcome.Success), CancellationToken.None);
            Say('O');
        }
        catch (AuditUnavailableException)
        {
            Say(what);
        }
        catch (Exception exception)
        {
            // Anything but the one refusal that callers know how to answer is a fault of the recorder.
            Console.WriteLine(exception);
            Say('E');
        }
    }

    private static AuditIntent IntentOf(long number) => new(
        AuditActionType.ToolInvocation, "github_issue_write", Tenant, $"user-{number % 500}", new PolicyDecision(PolicyResult.Allow, "acme-integrations", "sha256:1", "allowed"), Classification.Internal)
    {
        Detail = new JsonObject { ["tool"] = "github_issue_write", ["number"] = number },
    };

    private static async Task WriteAsync(ChannelReader<string> lines, string file)
    {
        await using var writer = new StreamWriter(new FileStream(file, FileMode.Append, FileAccess.Write, FileShare.Read));
        while (await lines.WaitToReadAsync())
        {
            while (lines.TryRead(out var line))
            {
                await writer.WriteLineAsync(line);
            }

            await writer.FlushAsync();
        }
    }

    private static async Task<WebApplication> StartAsync()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.AddServiceDefaults();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        await app.StartAsync();
        return app;
    }
}
