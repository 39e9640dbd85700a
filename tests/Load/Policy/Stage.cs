using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using OpenClaw.Faults;

namespace OpenClaw.Policy.Load;

/// <summary>The whole system as the AppHost composes it, and people who are signed in.</summary>
internal sealed class Stage : IAsyncDisposable
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");
    private static readonly byte[][] Questions =
    [
        .. DecisionCost.Actions.Select(action => Encoding.UTF8.GetBytes(
            $$"""{"action":"{{action}}","context":{"dataClassification":"internal","additional":{"provider":"self-hosted","exchange_type":"information_query"} } }""")),
    ];

    // Refused because it names no action: everything on the path but the decision and its record.
    private static readonly byte[] Empty = "{}"u8.ToArray();

    private readonly RunningSystem _system;
    private readonly string[] _tokens;
    private readonly Uri _evaluate;

    // One connection each, as people have.
    private readonly HttpClient _http = new(new SocketsHttpHandler { ActivityHeadersPropagator = null, UseProxy = false, UseCookies = false })
    {
        Timeout = TimeSpan.FromSeconds(30),
    };

    private Stage(RunningSystem system, int users) =>
        (_system, _tokens, _evaluate) = (system, new string[users], new Uri(system.Gateway, "/api/v1/policies/evaluate"));

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
    public Task<bool> AskAsync(int number) => SendAsync(number, Questions[number % Questions.Length], HttpStatusCode.OK);

    /// <summary>The same path without a decision.</summary>
    public Task<bool> AskNothingAsync(int number) => SendAsync(number, Empty, HttpStatusCode.BadRequest);

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _system.DisposeAsync();
    }

    private async Task<bool> SendAsync(int number, byte[] body, HttpStatusCode expected)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, _evaluate) { Content = new ByteArrayContent(body) { Headers = { ContentType = Json } } };
        request.Headers.TryAddWithoutValidation("Authorization", _tokens[number % _tokens.Length]);
        try
        {
            using var answer = await _http.SendAsync(request).ConfigureAwait(false);
            return answer.StatusCode == expected || Failed($"status {(int)answer.StatusCode}");
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException)
        {
            return Failed(exception.Message);
        }
    }

    private bool Failed(string reason)
    {
        Failures.AddOrUpdate(reason, 1, (_, count) => count + 1);
        return false;
    }

    private async Task SignInAsync()
    {
        for (var user = 0; user < _tokens.Length; user++)
        {
            using var answer = await _http.PostAsJsonAsync(new Uri(_system.Identity, "/simulator/token"), new { user = $"employee-{user}" });
            answer.EnsureSuccessStatusCode();
            _tokens[user] = "Bearer " + (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("token").GetString();
        }
    }
}
