using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Npgsql;
using OpenClaw.Faults;

namespace OpenClaw.EndToEnd.Tests;

/// <summary>The system's only door, used by people and by whoever is not one: any token, any header.</summary>
public sealed class Door(HttpClient http, RunningSystem system)
{
    private static CancellationToken Ended => TestContext.Current.CancellationToken;

    /// <summary>A token of the identity provider; variants are the broken ones it makes on request.</summary>
    public async Task<string> TokenAsync(string user, string? variant = null)
    {
        using var response = await http.PostAsJsonAsync(new Uri(system.Identity, "/simulator/token"), new { user, variant }, Ended);
        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadFromJsonAsync<JsonElement>(Ended)).GetProperty("token").GetString()!;
    }

    /// <summary>A token that is believed: signing out everywhere withdraws what was issued up to that very second.</summary>
    public async Task<string> BelievedTokenAsync(string user)
    {
        var token = "";
        await Testing.Eventually.AsyncTrue(
            async _ =>
            {
                token = await TokenAsync(user);
                return (await GetAsync(token, "/api/v1/auth/userinfo")).Status == 200;
            },
            TimeSpan.FromSeconds(30), $"{user} has a token that is believed", cancellationToken: Ended);
        return token;
    }

    public Task<DoorAnswer> GetAsync(string? token, string path, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Get, token, path, null, headers);

    public Task<DoorAnswer> PostAsync(string? token, string path, object body, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Post, token, path, JsonContent.Create(body), headers);

    /// <summary>A question about the caller, sent with its length: the gateway that gets it decides it itself.</summary>
    public Task<DoorAnswer> EvaluateAsync(string token, object question) => SendAsync(
        HttpMethod.Post, token, "/api/v1/policies/evaluate", new StringContent(JsonSerializer.Serialize(question), System.Text.Encoding.UTF8, "application/json"));

    /// <summary>
    /// The same request under the same key until the system has time for it: "try again shortly" is an answer that a busy machine
    /// gives. Tells the request ids of the attempts that came to nothing, too.
    /// </summary>
    public async Task<(DoorAnswer Answer, IReadOnlyList<string> InVain)> InsistAsync(HttpMethod method, string token, string path, object? body, string? match = "*")
    {
        var (key, inVain, last) = (Guid.NewGuid().ToString("N"), new List<string>(), default(DoorAnswer));
        await Testing.Eventually.AsyncTrue(
            async _ =>
            {
                last = await SendAsync(
                    method, token, path, body is null ? null : JsonContent.Create(body), [("Idempotency-Key", key), .. match is null ? [] : ((string, string)[])[("If-Match", match)]]);
                if (last.Status is 503 or 504 or 502)
                {
                    inVain.Add(last.RequestId ?? "");
                    return false;
                }

                return true;
            },
            TimeSpan.FromSeconds(120), $"{method} {path} is answered", () => $"{last}", Ended);
        return (last!, inVain);
    }

    public async Task<DoorAnswer> SendAsync(
        HttpMethod method, string? token, string path, HttpContent? content, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, new Uri(system.Gateway, path)) { Content = content };
        if (token is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await http.SendAsync(request, Ended);
        return await DoorAnswer.ReadAsync(response, Ended);
    }

    /// <summary>Sends a delivery exactly as told: null leaves a header out.</summary>
    public Task<DoorAnswer> DeliverAsync(byte[] body, string? signature, string? deliveryId, string? eventName, params (string Name, string Value)[] headers)
    {
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = new("application/json");
        (string Name, string? Value)[] own = [("X-Hub-Signature-256", signature), ("X-GitHub-Delivery", deliveryId), ("X-GitHub-Event", eventName)];
        return SendAsync(
            HttpMethod.Post,
            null,
            "/api/v1/webhooks/github",
            content,
            [.. own.Where(header => header.Value is not null).Select(header => (header.Name, header.Value!)), .. headers]);
    }

    /// <summary>Every element of a list, whatever the number of its pages.</summary>
    public async IAsyncEnumerable<JsonElement> PagesAsync(
        string token, string path, string list, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        string? cursor = null;
        do
        {
            cancellationToken.ThrowIfCancellationRequested();
            var answer = await GetAsync(token, cursor is null ? path : $"{path}&cursor={Uri.EscapeDataString(cursor)}");
            Assert.True(answer.Status == 200, $"{path}: {answer}");
            foreach (var element in answer.Json.GetProperty(list).EnumerateArray())
            {
                yield return element;
            }

            cursor = answer.Json.TryGetProperty("nextCursor", out var next) ? next.GetString() : null;
        }
        while (cursor is not null);
    }

    /// <summary>Waits until what was recorded before now is sealed: from then on lists and timelines show it.</summary>
    public async Task SealedAsync()
    {
        var before = DateTime.UtcNow;
        await using var database = NpgsqlDataSource.Create(await system.OwnerOfAsync("audit-db", Ended));
        await Testing.Eventually.AssertAsync(
            async () =>
            {
                await using var command = database.CreateCommand("SELECT count(*) FROM audit.unsealed WHERE $1 > ANY (all_received_at)");
                command.Parameters.AddWithValue(before);
                Assert.Equal(0L, await command.ExecuteScalarAsync(Ended));
            },
            Ended);
    }

    /// <summary>The audit entries of one request, also those of a moment ago.</summary>
    public async Task<IReadOnlyList<JsonElement>> AuditAsync(string auditorToken, string requestId)
    {
        await SealedAsync();
        var entries = new List<JsonElement>();
        await foreach (var entry in PagesAsync(auditorToken, $"/api/v1/audit?requestId={requestId}&limit=500", "entries", Ended))
        {
            entries.Add(entry);
        }

        return entries;
    }
}
