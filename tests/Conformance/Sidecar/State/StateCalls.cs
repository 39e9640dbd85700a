using System.Text.Json;
using OpenClaw.Sidecar.Conformance.Support;

namespace OpenClaw.Sidecar.Conformance.State;

/// <summary>The calls of the state API, so that a test reads as its row of the reference.</summary>
internal static class StateCalls
{
    public static string NewKey() => "k" + Guid.NewGuid().ToString("N")[..12];

    /// <param name="more">Further fields of the item, such as <c>"etag":"1"</c>.</param>
    public static Task<HttpResponseMessage> SaveAsync(this SidecarProcess sidecar, string store, string key, string value, string more = "") =>
        sidecar.PostAsync($"/v1.0/state/{store}", $$"""[{"key":{{JsonSerializer.Serialize(key)}},"value":{{value}}{{(more.Length > 0 ? "," + more : "")}}}]""");

    public static async Task SavedAsync(this SidecarProcess sidecar, string store, string key, string value, string more = "") =>
        await (await sidecar.SaveAsync(store, key, value, more)).IsEmptyAsync();

    public static Task<HttpResponseMessage> ReadAsync(this SidecarProcess sidecar, string store, string key) => sidecar.GetAsync($"/v1.0/state/{store}/{key}");

    /// <summary>Its JSON without blanks, which version 1 of the Postgres store adds; null when absent.</summary>
    public static async Task<string?> ValueAsync(this SidecarProcess sidecar, string store, string key)
    {
        var answer = await sidecar.ReadAsync(store, key);
        return (int)answer.StatusCode == 204 ? null : JsonSerializer.Serialize(await answer.JsonAsync());
    }

    public static async Task<string> ETagAsync(this SidecarProcess sidecar, string store, string key) => (await sidecar.ReadAsync(store, key)).ETag();

    public static Task<HttpResponseMessage> DeleteAsync(this SidecarProcess sidecar, string store, string key, string? etag = null, string query = "") =>
        sidecar.SendAsync(HttpMethod.Delete, $"/v1.0/state/{store}/{key}{query}", null, "", etag is null ? [] : [("If-Match", etag)]);

    public static Task<HttpResponseMessage> TransactAsync(this SidecarProcess sidecar, string store, string operations, string more = "") =>
        sidecar.PostAsync($"/v1.0/state/{store}/transaction", $$"""{"operations":[{{operations}}]{{more}}}""");

    public static string Upsert(string key, string value, string more = "") =>
        $$$"""{"operation":"upsert","request":{"key":"{{{key}}}","value":{{{value}}}{{{(more.Length > 0 ? "," + more : "")}}}}}""";

    public static string Delete(string key, string more = "") =>
        $$$"""{"operation":"delete","request":{"key":"{{{key}}}"{{{(more.Length > 0 ? "," + more : "")}}}}}""";
}
