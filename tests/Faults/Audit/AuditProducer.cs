using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenClaw.Contracts;
using OpenClaw.ServiceDefaults.Audit;

namespace OpenClaw.Faults.Audit;

/// <summary>
/// A service that does nothing but governed acts, asked for over HTTP at a fixed rate whatever the answers are, in a process of
/// its own. Its file says what happened, in order: I intent acknowledged, A act done, O outcome acknowledged, R act refused
/// with 503 <c>audit-unavailable</c>, U outcome not acknowledged, E anything else.
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
        var notes = new Notebook();
        var writing = notes.WriteAsync(args[0]);
        await using var app = await StartAsync(notes);
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
        var started = Stopwatch.GetTimestamp();
        var (sent, running) = (0L, new List<Task>());
        using var timer = new PeriodicTimer(Tick);
        while (await timer.WaitForNextTickAsync() && !File.Exists(stop))
        {
            for (var due = (long)(Stopwatch.GetElapsedTime(started).TotalSeconds * rate); sent < due; sent++)
            {
                running.Add(AskAsync(client, sent, notes));
            }

            running.RemoveAll(act => act.IsCompleted);
        }

        await Task.WhenAll(running);
        notes.End();
        await writing;
        return 0;
    }

    /// <summary>Asks the service for an act, as people and services do: over HTTP.</summary>
    private static async Task AskAsync(HttpClient client, long number, Notebook notes)
    {
        try
        {
            using var answer = await client.PostAsync(new Uri(string.Create(CultureInfo.InvariantCulture, $"/acts/{number}"), UriKind.Relative), null);
            if (answer.IsSuccessStatusCode || notes.IsIntended(number))
            {
                return;
            }

            var problem = JsonNode.Parse(await answer.Content.ReadAsStringAsync());
            notes.Say(answer.StatusCode == HttpStatusCode.ServiceUnavailable && (string?)problem?["code"] == ErrorCodes.AuditUnavailable ? 'R' : 'E', "-");
        }
        catch (Exception exception)
        {
            // Anything but the one refusal that callers know how to answer is a fault.
            Console.WriteLine(exception);
            notes.Say('E', "-");
        }
    }

    private static async Task<IResult> ActAsync(long number, IAuditRecorder recorder, Notebook notes)
    {
        var handle = await recorder.IntentAsync(IntentOf(number), CancellationToken.None);
        var id = handle.Intent.Id.ToString();
        notes.Intended(number);
        notes.Say('I', id);
        notes.Say('A', id);
        try
        {
            await recorder.OutcomeAsync(handle, new AuditResult(AuditOutcome.Success), CancellationToken.None);
            notes.Say('O', id);
        }
        catch (AuditUnavailableException)
        {
            notes.Say('U', id);
            throw;
        }

        return Results.NoContent();
    }

    private static AuditIntent IntentOf(long number) => new(
        AuditActionType.ToolInvocation, "github_issue_write", Tenant, $"user-{number % 500}", new PolicyDecision(PolicyResult.Allow, "acme-integrations", "sha256:1", "allowed"), Classification.Internal)
    {
        Detail = new JsonObject { ["tool"] = "github_issue_write", ["number"] = number },
    };

    private static async Task<WebApplication> StartAsync(Notebook notes)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.AddServiceDefaults();
        builder.Services.AddSingleton(notes);
        var app = builder.Build();
        app.MapDefaultEndpoints();
        app.MapPost("/acts/{number:long}", ActAsync).AllowAnonymous();
        app.Urls.Add("http://127.0.0.1:0");
        await app.StartAsync();
        return app;
    }
}
