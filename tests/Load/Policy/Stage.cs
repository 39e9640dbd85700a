using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using OpenClaw.Faults;

namespace OpenClaw.Policy.Load;

/// <summary>The whole system as the AppHost composes it, and people who are signed in.</summary>
internal sealed class Stage : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly string[] Questions =
    [
        .. DecisionCost.Actions.Select(action =>
            $$"""{"action":"{{action}}","context":{"dataClassification":"internal","additional":{"provider":"self-hosted","exchange_type":"information_query"} } }"""),
    ];

    // Refused because it names no action: everything on the path but the decision and its record.
    private const string Empty = "{}";

    private readonly RunningSystem _system;
    private readonly Uri _evaluate;
    private readonly Person[] _people;

    // As many as there are calls under way; the one that was used last is used next, as clients keep them.
    private readonly ConcurrentStack<Wire> _wires = new();

    private Stage(RunningSystem system, int users) =>
        (_system, _people, _evaluate) = (system, new Person[users], new Uri(system.Gateway, "/api/v1/policies/evaluate"));

    public static async Task<Stage> StartAsync(int users)
    {
        // All load comes from one address; the limits of one are not what is measured.
        Environment.SetEnvironmentVariable("RateLimits__AddressPerSecond", "1000000");
        Environment.SetEnvironmentVariable("RateLimits__GlobalPerSecond", "1000000");

        // As in deployments, unless asked otherwise; a local run does without, to start sooner.
        Environment.SetEnvironmentVariable("DOTNET_TieredPGO", Environment.GetEnvironmentVariable("DOTNET_TieredPGO") ?? "1");
        var stage = new Stage(await RunningSystem.StartAsync([], CancellationToken.None), users);
        try
        {
            await stage.SignInAsync();
            return stage;
        }
        catch
        {
            await stage.DisposeAsync();
            throw;
        }
    }

    /// <summary>How often a call failed in which way.</summary>
    public ConcurrentDictionary<string, int> Failures { get; } = new();

    /// <summary>A question whose decision is answered and on record when this returns true.</summary>
    public Task<bool> AskAsync(int number) => SendAsync(_people[number % _people.Length].Questions[number % Questions.Length], 200);

    /// <summary>The same path without a decision.</summary>
    public Task<bool> AskNothingAsync(int number) => SendAsync(_people[number % _people.Length].Empty, 400);

    public async ValueTask DisposeAsync()
    {
        foreach (var wire in _wires)
        {
            wire.Dispose();
        }

        await _system.DisposeAsync();
    }

    private async Task<bool> SendAsync(byte[] request, int expected)
    {
        using var patience = new CancellationTokenSource(Patience);
        Wire? wire = null;
        try
        {
            wire = FindFree() ?? await Wire.OpenAsync(_evaluate, patience.Token).ConfigureAwait(false);
            var status = await wire.AskAsync(request, patience.Token).ConfigureAwait(false);
            _wires.Push(wire);
            return status == expected || Failed($"status {status}");
        }
        catch (Exception exception) when (exception is SocketException or IOException or OperationCanceledException)
        {
            wire?.Dispose();
            return Failed(exception.Message);
        }
    }

    private Wire? FindFree()
    {
        while (_wires.TryPop(out var wire))
        {
            if (wire.IsFresh)
            {
                return wire;
            }

            wire.Dispose();
        }

        return null;
    }

    private bool Failed(string reason)
    {
        Failures.AddOrUpdate(reason, 1, (_, count) => count + 1);
        return false;
    }

    private async Task SignInAsync()
    {
        using var http = new HttpClient();
        for (var user = 0; user < _people.Length; user++)
        {
            using var answer = await http.PostAsJsonAsync(new Uri(_system.Identity, "/simulator/token"), new { user = $"employee-{user}" });
            answer.EnsureSuccessStatusCode();
            var token = "Bearer " + (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("token").GetString();
            _people[user] = new Person(Wire.Request(_evaluate, token, Empty), [.. Questions.Select(question => Wire.Request(_evaluate, token, question))]);
        }
    }

    /// <summary>Somebody who is signed in, with all they ever send.</summary>
    private sealed record Person(byte[] Empty, byte[][] Questions);
}
