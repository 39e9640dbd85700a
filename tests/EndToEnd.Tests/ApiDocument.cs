using System.Text.Json;

namespace OpenClaw.EndToEnd.Tests;

/// <summary>One operation of the API as its document describes it.</summary>
/// <param name="Permission">Null when no permission is declared, as for routes that are open to everybody.</param>
/// <param name="MediaType">What a body must be; null when it takes none.</param>
internal sealed record ApiOperation(string Method, string Path, string? Permission, bool IsOpen, string? MediaType)
{
    /// <summary>All that the running system describes; asked by somebody who is believed, until a busy machine has time for it.</summary>
    public static async Task<IReadOnlyList<ApiOperation>> AllAsync(Door door)
    {
        var (answer, _) = await door.InsistAsync(HttpMethod.Get, await door.BelievedTokenAsync("eve"), "/api/v1/openapi.json", null);
        Assert.True(answer.Status == 200, answer.ToString());
        return ReadAll(answer.Json);
    }

    private static IReadOnlyList<ApiOperation> ReadAll(JsonElement document) =>
    [
        .. document.GetProperty("paths").EnumerateObject().SelectMany(path => path.Value.EnumerateObject().Select(operation => new ApiOperation(
            operation.Name.ToUpperInvariant(),
            path.Name,
            operation.Value.TryGetProperty("x-openclaw-permission", out var permission) ? permission.GetString() : null,
            operation.Value.TryGetProperty("security", out var security) && security.GetArrayLength() == 0,
            operation.Value.TryGetProperty("requestBody", out var body) && body.TryGetProperty("content", out var content)
                ? content.EnumerateObject().First().Name
                : null))),
    ];

    /// <summary>The path with something in the place of each parameter.</summary>
    public string Fill(Func<string, string> value)
    {
        var parts = Path.Split('/').Select((part, index) => part.StartsWith('{') ? value(string.Join('/', Path.Split('/')[..index])) : part);
        return string.Join('/', parts);
    }

    /// <summary>A body of the right kind that says nothing; null for methods without one.</summary>
    public HttpContent? EmptyBody => Method is "POST" or "PUT" or "PATCH"
        ? new StringContent("{}", System.Text.Encoding.UTF8, new System.Net.Http.Headers.MediaTypeHeaderValue(MediaType ?? "application/json"))
        : null;

    /// <summary>Ends the proof of identity it is called with, so it is called last.</summary>
    public bool EndsSessions => Path.Contains("/sessions", StringComparison.Ordinal) || Path.EndsWith("/logout", StringComparison.Ordinal);

    public override string ToString() => $"{Method} {Path}";
}
