using System.Net.Http.Json;
using System.Text.Json.Nodes;
using OpenClaw.Contracts;
using OpenClaw.Notification.Features.Inbox;
using OpenClaw.ServiceDefaults.Identity;
using OpenClaw.Testing.Sidecars;

namespace OpenClaw.Notification.Tests.Http;

/// <summary>Each test has the real service with the chat simulator behind its binding.</summary>
public abstract class ServiceWithChat : IAsyncLifetime
{
    private protected ServiceUnderTest Service { get; private set; } = null!;

    private protected RunningChat Chat { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Chat = await RunningChat.StartAsync();
        Service = await ServiceUnderTest.StartAsync();
        Service.Sidecar.Bound = Chat.PostAsync;
    }

    public async ValueTask DisposeAsync()
    {
        await Service.DisposeAsync();
        await Chat.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private protected async Task<NotificationPage> InboxOfAsync(Caller caller, string query = "")
    {
        using var response = await Service.AsAsync(caller, HttpMethod.Get, $"/api/v1/notifications{query}");
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        return (await response.Content.ReadFromJsonAsync<NotificationPage>(ContractsJson.Options))!;
    }

    /// <summary>What stands in the chat.</summary>
    private protected async Task<JsonArray> MessagesAsync() => (await Chat.TranscriptAsync())["messages"]!.AsArray();
}
