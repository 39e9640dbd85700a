using System.Net;
using System.Text;

namespace OpenClaw.Notification.Tests.Http;

/// <summary>The simulator answers as the vendor does; otherwise tests against it prove nothing.</summary>
public sealed class ChatSimulatorTests : IAsyncLifetime
{
    private RunningChat _chat = null!;

    public async ValueTask InitializeAsync() => _chat = await RunningChat.StartAsync();

    public ValueTask DisposeAsync() => _chat.DisposeAsync();

    [Theory]
    [InlineData("""{"text":"hello"}""", HttpStatusCode.OK, "ok")]
    [InlineData("""{"text":""}""", HttpStatusCode.BadRequest, "no_text")]
    [InlineData("""{"blocks":[]}""", HttpStatusCode.BadRequest, "no_text")]
    [InlineData("""[1]""", HttpStatusCode.BadRequest, "invalid_payload")]
    [InlineData("{", HttpStatusCode.BadRequest, "invalid_payload")]
    public async Task Hook_AnswersInTheVendorsWords(string body, HttpStatusCode status, string words)
    {
        using var response = await PostAsync(body, null);

        Assert.Equal((status, words), (response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)));
    }

    [Fact]
    public async Task Hook_KeepsAMessageOncePerKey()
    {
        using var first = await PostAsync("""{"text":"hello"}""", "k1");
        using var second = await PostAsync("""{"text":"hello"}""", "k1");
        using var other = await PostAsync("""{"text":"hello"}""", "k2");

        var transcript = await _chat.TranscriptAsync();
        Assert.Equal((2, 1), (transcript["messages"]!.AsArray().Count, transcript["duplicates"]!.GetValue<int>()));
        Assert.Equal(HttpStatusCode.OK, second.StatusCode);
    }

    private Task<HttpResponseMessage> PostAsync(string body, string? key)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/hooks/team") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        return _chat.Client.SendAsync(request);
    }
}
