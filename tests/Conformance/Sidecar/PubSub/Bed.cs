using System.Text.Json;
using OpenClaw.Sidecar.Conformance.Support;

namespace OpenClaw.Sidecar.Conformance.PubSub;

/// <summary>An app with its sidecar, shared by the tests of a class: the subscriptions are made for all of them at the start.</summary>
internal sealed class Bed(TestApp app, SidecarProcess sidecar) : IAsyncDisposable
{
    public TestApp App { get; } = app;

    public SidecarProcess Sidecar { get; } = sidecar;

    public static async Task<Bed> StartAsync(string resources, params string[] flags)
    {
        var app = await TestApp.StartAsync();
        return await StartAsync(app, new SidecarSettings { Resources = resources, App = app, Flags = flags });
    }

    public static async Task<Bed> StartAsync(TestApp app, SidecarSettings settings)
    {
        try
        {
            return new Bed(app, await SidecarProcess.StartAsync(settings));
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    /// <summary>Publishes and expects the documented 204.</summary>
    public async Task PublishAsync(string topic, string body, string contentType = "application/json", string query = "", params (string Name, string Value)[] headers) =>
        await (await Sidecar.SendAsync(HttpMethod.Post, $"/v1.0/publish/pubsub/{topic}{query}", body, contentType, headers)).IsEmptyAsync();

    /// <summary>The event of the n-th delivery to a path.</summary>
    public async Task<JsonElement> EventAsync(string path, int index = 0)
    {
        var calls = await App.WaitForAsync(path, index + 1);
        using var document = JsonDocument.Parse(calls[index].Bytes);
        return document.RootElement.Clone();
    }

    public async ValueTask DisposeAsync()
    {
        await Sidecar.DisposeAsync();
        await App.DisposeAsync();
    }
}
