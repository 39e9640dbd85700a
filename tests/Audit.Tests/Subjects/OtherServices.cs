using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using OpenClaw.Contracts;
using OpenClaw.Testing;

namespace OpenClaw.Audit.Tests.Subjects;

/// <summary>A sidecar behind which the other services answer for what they hold about persons.</summary>
internal sealed class OtherServices : IDisposable
{
    private readonly HttpListener _listener = new();

    public OtherServices()
    {
        Address = $"http://127.0.0.1:{FreePorts.Next()}/";
        _listener.Prefixes.Add(Address);
        _listener.Start();
        _ = AnswerAsync();
    }

    public string Address { get; }

    /// <summary>Apps that answer 503.</summary>
    public ConcurrentDictionary<string, bool> Away { get; } = new();

    /// <summary>App, route and person of every call.</summary>
    public ConcurrentQueue<(string App, string Route, UserDataRequest Person)> Calls { get; } = new();

    /// <summary>Erasing calls wait for it.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    public void Dispose() => _listener.Close();

    private async Task AnswerAsync()
    {
        while (_listener.IsListening)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            _ = AnswerAsync(context);
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        // /v1.0/invoke/{app}/method/internal/user-data/{erase|export}
        var path = context.Request.Url!.AbsolutePath.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (path is not [_, "invoke", var app, "method", "internal", "user-data", var route])
        {
            Close(context, 404);
            return;
        }

        var person = (await JsonSerializer.DeserializeAsync<UserDataRequest>(context.Request.InputStream, ContractsJson.Options))!;
        Calls.Enqueue((app, route, person));
        if (route == "erase")
        {
            await Gate;
        }

        if (Away.ContainsKey(app))
        {
            Close(context, 503);
            return;
        }

        object answer = route == "erase"
            ? new UserDataErased(new Dictionary<string, int> { [app == AppIds.Briefing ? "tasks" : $"{app}Items"] = 3 })
            : new UserDataExport(new JsonObject { [app == AppIds.Briefing ? "tasks" : $"{app}Items"] = new JsonArray(person.UserId) });
        Close(context, 200, JsonSerializer.SerializeToUtf8Bytes(answer, ContractsJson.Options));
    }

    private static void Close(HttpListenerContext context, int status, byte[]? body = null)
    {
        try
        {
            context.Response.StatusCode = status;
            context.Response.ContentType = "application/json";
            context.Response.Close(body ?? [], willBlock: true);
        }
        catch (HttpListenerException)
        {
            // Whoever asked has gone, which some tests are about.
        }
    }
}
