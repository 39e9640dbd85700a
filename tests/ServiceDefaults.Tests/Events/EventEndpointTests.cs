using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using OpenClaw.Contracts;
using OpenClaw.ServiceDefaults.Events;
using OpenClaw.ServiceDefaults.Http;

namespace OpenClaw.ServiceDefaults.Tests.Events;

public sealed class EventEndpointTests
{
    private static CancellationToken Deadline => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(EventResult.Done, "SUCCESS")]
    [InlineData(EventResult.Retry, "RETRY")]
    [InlineData(EventResult.Drop, "DROP")]
    public async Task Event_IsHandledUnderItsRequestId_AndAnsweredInDaprsWords(EventResult result, string word)
    {
        var seen = new List<(string Event, string Request)>();
        await using var service = await RunningService.StartAsync(app => app.MapEvent<PolicyChanged>("/events/test-changed", (message, _, _) =>
        {
            seen.Add((message.Version, RequestContext.RequestId));
            return Task.FromResult(result);
        }));

        using var response = await PostAsync(service, Envelope(), RunningService.SidecarToken);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(word, (await response.Content.ReadFromJsonAsync<JsonElement>(Deadline)).GetProperty("status").GetString());
        Assert.Equal([("v7", "request-of-the-story")], seen);
    }

    [Theory]
    [InlineData("not json at all")]
    [InlineData("{}")]
    [InlineData("""{"id":"1","data":{"eventId":"","tenantId":"acme"}}""")]
    public async Task Event_ThatCannotBeRead_GoesToTheDeadLetters(string body)
    {
        await using var service = await RunningService.StartAsync(app =>
            app.MapEvent<PolicyChanged>("/events/test-changed", (_, _, _) => Task.FromResult(EventResult.Done)));

        using var response = await PostAsync(service, body, RunningService.SidecarToken);

        Assert.Equal("DROP", (await response.Content.ReadFromJsonAsync<JsonElement>(Deadline)).GetProperty("status").GetString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("somebody-elses-token")]
    public async Task Event_NotFromTheOwnSidecar_IsRefusedUnread(string? token)
    {
        var handled = 0;
        await using var service = await RunningService.StartAsync(app => app.MapEvent<PolicyChanged>("/events/test-changed", (_, _, _) =>
        {
            handled++;
            return Task.FromResult(EventResult.Done);
        }));

        using var response = await PostAsync(service, Envelope(), token);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal(0, handled);
    }

    private static string Envelope() => JsonSerializer.Serialize(
        new { id = "e1", specversion = "1.0", data = new PolicyChanged("e1", "acme", "request-of-the-story", DateTimeOffset.UnixEpoch, "v7") },
        ContractsJson.Options);

    private static async Task<HttpResponseMessage> PostAsync(RunningService service, string body, string? token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/events/test-changed");
        request.Content = new StringContent(body, Encoding.UTF8, "application/cloudevents+json");
        if (token is not null)
        {
            request.Headers.Add(HeaderNames.DaprApiToken, token);
        }

        return await service.Client.SendAsync(request, Deadline);
    }
}
