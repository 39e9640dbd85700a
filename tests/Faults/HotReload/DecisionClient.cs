using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text.Json;

namespace OpenClaw.Faults.HotReload;

/// <summary>A person with an open page who now and then asks whether an exchange is allowed, and notes what the answer is made of.</summary>
internal sealed class DecisionClient(HttpClient http, RunningSystem system, string token, DecisionRecord record) : IDisposable
{
    private static readonly object Question = new
    {
        action = "agent_exchange_query",
        context = new
        {
            dataClassification = "public",
            additional = new { exchange_type = "information_query", source_tenant = "acme", target_tenant = "acme", source_org = "engineering", target_org = "engineering", round = 1 },
        },
    };

    private readonly ClientWebSocket _socket = new();

    public bool IsConnected => _socket.State == WebSocketState.Open;

    public async Task ConnectAsync(CancellationToken cancellationToken)
    {
        _socket.Options.AddSubProtocol("openclaw.v1");
        _socket.Options.AddSubProtocol("access_token." + token);
        await _socket.ConnectAsync(new UriBuilder(system.Gateway) { Scheme = "ws", Path = "/ws" }.Uri, cancellationToken);
    }

    public async Task ListenAsync(CancellationToken cancellationToken)
    {
        var buffer = new byte[16 * 1024];
        while (IsConnected && (await _socket.ReceiveAsync(buffer.AsMemory(), cancellationToken)).MessageType != WebSocketMessageType.Close)
        {
        }
    }

    public async Task AskAsync(CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(system.Gateway, "/api/v1/policies/evaluate")) { Content = JsonContent.Create(Question) };
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        try
        {
            using var answer = await http.SendAsync(request, cancellationToken);
            var text = await answer.Content.ReadAsStringAsync(cancellationToken);
            if (!answer.IsSuccessStatusCode)
            {
                record.Errors.Enqueue($"{(int)answer.StatusCode} {text}");
                return;
            }

            var header = answer.Headers.TryGetValues("X-Policy-Version", out var versions) ? versions.Single() : "";
            record.Note(JsonSerializer.Deserialize<JsonElement>(text), header);
        }
        catch (Exception exception) when (exception is HttpRequestException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            record.Errors.Enqueue(exception.Message);
        }
    }

    public void Dispose() => _socket.Dispose();
}

/// <summary>What all answers said, and which of them cannot come from one version.</summary>
internal sealed class DecisionRecord
{
    private readonly ConcurrentDictionary<string, (int Rounds, string Level)> _versions = new();
    private int _decisions;

    public int Decisions => _decisions;

    public int Versions => _versions.Count;

    public ConcurrentQueue<string> Mixed { get; } = new();

    public ConcurrentQueue<string> Errors { get; } = new();

    public void Note(JsonElement answer, string header)
    {
        Interlocked.Increment(ref _decisions);
        var version = answer.GetProperty("policyVersion").GetString()!;
        var constraints = answer.GetProperty("constraints");
        if (!constraints.TryGetProperty("maxRounds", out var rounds) || !constraints.TryGetProperty("maxClassification", out var level))
        {
            Errors.Enqueue($"{answer}");
            return;
        }

        var pair = (rounds.GetInt32(), level.GetString()!);
        if (header != version || HotReloadRun.LevelOf(pair.Item1) != pair.Item2 || _versions.GetOrAdd(version, pair) != pair)
        {
            Mixed.Enqueue($"{header} {answer}");
        }
    }
}
