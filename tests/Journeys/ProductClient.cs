using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace OpenClaw.Journeys;

/// <summary>The product as a person or an auditor uses it: through the gateway, with a bearer token.</summary>
public sealed class ProductClient(HttpClient http, Uri gateway)
{
    private readonly Dictionary<string, string> _tokens = new(StringComparer.Ordinal);

    /// <summary>Where people sign in, learned from the gateway's own redirect.</summary>
    public async Task<Uri?> FindIdentityAsync(CancellationToken cancellationToken)
    {
        using var response = await http.GetAsync(new Uri(gateway, "/api/v1/auth/login"), cancellationToken);
        return response.Headers.Location is { IsAbsoluteUri: true } location ? new Uri(location.GetLeftPart(UriPartial.Authority)) : null;
    }

    public async Task SignInAsync(Uri identity, string user, CancellationToken cancellationToken)
    {
        using var response = await http.PostAsJsonAsync(new Uri(identity, "/simulator/token"), new { user }, cancellationToken);
        response.EnsureSuccessStatusCode();
        using var document = JsonDocument.Parse(await response.Content.ReadAsStringAsync(cancellationToken));
        _tokens[user] = document.RootElement.GetProperty("token").GetString()!;
    }

    public Task<ProductAnswer> GetAsync(string user, string path, CancellationToken cancellationToken) =>
        SendAsync(user, new HttpRequestMessage(HttpMethod.Get, new Uri(gateway, path)), cancellationToken);

    public Task<ProductAnswer> PostAsync(string user, string path, object body, string idempotencyKey, CancellationToken cancellationToken)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(gateway, path)) { Content = JsonContent.Create(body) };
        request.Headers.Add("Idempotency-Key", idempotencyKey);
        return SendAsync(user, request, cancellationToken);
    }

    private async Task<ProductAnswer> SendAsync(string user, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using (request)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _tokens[user]);
            using var response = await http.SendAsync(request, cancellationToken);
            return new ProductAnswer(
                (int)response.StatusCode,
                response.Headers.TryGetValues("X-Request-Id", out var ids) ? ids.First() : null,
                await response.Content.ReadAsStringAsync(cancellationToken));
        }
    }
}

/// <summary>An answer of the product with its request id.</summary>
public sealed record ProductAnswer(int Status, string? RequestId, string Text)
{
    public bool IsSuccess => Status is >= 200 and < 300;

    /// <summary>The body; an undefined element when it is no JSON.</summary>
    public JsonElement Json()
    {
        try
        {
            using var document = JsonDocument.Parse(Text);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return default;
        }
    }

    /// <summary>The list that a page carries, whatever the page calls it.</summary>
    public IReadOnlyList<JsonElement> List(params string[] names)
    {
        var root = Json();
        foreach (var name in names)
        {
            if (root.ValueKind == JsonValueKind.Object && root.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array)
            {
                return [.. list.EnumerateArray()];
            }
        }

        return [];
    }

    public string Brief => $"{Status} {(Text.Length > 300 ? Text[..300] : Text)}";
}
