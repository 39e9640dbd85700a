using System.Text.Json.Nodes;

namespace Dapr.Client;

/// <summary>What the client for jobs, a package of its own, asks of the sidecar.</summary>
internal sealed partial class DaprHttpClient
{
    public async Task ScheduleJobAsync(string name, byte[] job, CancellationToken cancellationToken)
    {
        using var response = await CallAsync("Schedule job", HttpMethod.Post, JobPath(name), JsonBody(job), cancellationToken);
    }

    public async Task<JsonObject> GetJobAsync(string name, CancellationToken cancellationToken)
    {
        using var response = await CallAsync("Get job", HttpMethod.Get, JobPath(name), null, cancellationToken);
        return await ReadJsonAsync<JsonObject>("Get job", response, WireJson.Options, cancellationToken) ?? [];
    }

    public async Task DeleteJobAsync(string name, CancellationToken cancellationToken)
    {
        using var response = await CallAsync("Delete job", HttpMethod.Delete, JobPath(name), null, cancellationToken);
    }

    private static string JobPath(string name) => $"/v1.0/jobs/{SidecarPaths.Segment(name)}";
}
