using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.Http;
using OpenClaw.Contracts;
using OpenClaw.Gateway.Tests.Support;

namespace OpenClaw.Gateway.Tests.Forwarding;

/// <summary>What comes back through the gateway. Apart from the other forwarding tests because they change the target's answer.</summary>
public sealed class AnswerTests(RunningGateway gateway) : IClassFixture<RunningGateway>
{
    [Fact]
    public async Task Answer_OfTheService_ComesBackWithItsSafeHeadersOnly()
    {
        gateway.Sidecar.Answer = async context =>
        {
            context.Response.StatusCode = 201;
            context.Response.Headers.Location = "/api/v1/briefings/7";
            context.Response.Headers["X-Policy-Version"] = "12";
            context.Response.Headers["X-Policy-Age"] = "3";
            context.Response.Headers.ETag = "\"7\"";
            context.Response.Headers.SetCookie = "inside=1";
            context.Response.Headers["dapr-app-id"] = "briefing";
            context.Response.Headers["X-Internal-Host"] = "10.0.0.7";
            await context.Response.WriteAsync("made");
        };

        using var response = await GetAsync("/api/v1/briefings/7");

        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        Assert.Equal("made", await response.Content.ReadAsStringAsync());
        Assert.Equal("/api/v1/briefings/7", response.Headers.Location!.OriginalString);
        Assert.Equal("12", response.Headers.GetValues("X-Policy-Version").Single());
        Assert.Equal("3", response.Headers.GetValues("X-Policy-Age").Single());
        Assert.Equal("\"7\"", response.Headers.ETag!.Tag);
        Assert.DoesNotContain(response.Headers, header => header.Key is "Set-Cookie" or "dapr-app-id" or "X-Internal-Host" or "Server");
        Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
    }

    [Fact]
    public async Task Problem_OfTheService_PassesThrough()
    {
        gateway.Sidecar.Answer = async context =>
        {
            context.Response.StatusCode = 404;
            await context.Response.WriteAsJsonAsync(
                new { code = "not-found", detail = "There is no such task." }, options: null, contentType: "application/problem+json");
        };

        using var response = await GetAsync("/api/v1/tasks/nope");

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Contains("There is no such task.", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(500, "ERR_DIRECT_INVOKE")]
    [InlineData(404, "ERR_DIRECT_INVOKE")]
    [InlineData(403, "ERR_DIRECT_INVOKE")]
    public async Task Error_OfTheSidecar_BecomesServiceUnavailable(int status, string code)
    {
        gateway.Sidecar.Answer = async context =>
        {
            context.Response.StatusCode = status;
            await context.Response.WriteAsJsonAsync(new { errorCode = code, message = "failed to invoke, id: briefing, address 10.0.0.7:50002" });
        };

        using var response = await GetAsync("/api/v1/briefings/today");

        await Problems.AssertAsync(response, HttpStatusCode.ServiceUnavailable, ErrorCodes.ServiceUnavailable);
        Assert.DoesNotContain("10.0.0.7", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task InternalToken_RefusedByAService_IsOurFaultNotTheCallers()
    {
        gateway.Sidecar.Answer = async context =>
        {
            context.Response.StatusCode = 401;
            await context.Response.WriteAsJsonAsync(new { code = "invalid-token" }, options: null, contentType: "application/problem+json");
        };

        using var response = await GetAsync("/api/v1/tasks");

        await Problems.AssertAsync(response, HttpStatusCode.ServiceUnavailable, ErrorCodes.ServiceUnavailable);
    }

    [Fact]
    public async Task Webhook_Body_ArrivesByteForByteWithItsSignatureAndWithoutAToken()
    {
        gateway.Sidecar.Answer = context =>
        {
            context.Response.StatusCode = 202;
            return Task.CompletedTask;
        };
        var body = Encoding.UTF8.GetBytes("{ \"action\" :\t\"opened\",\r\n\"title\":\"\u00fc\\u0000 \" }  ");
        using var browser = gateway.NewBrowser();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/api/v1/webhooks/github", UriKind.Relative));
        request.Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        request.Headers.Add("X-Hub-Signature-256", "sha256=abc");
        request.Headers.Add("X-GitHub-Event", "issues");
        request.Headers.Add("X-GitHub-Delivery", "72d3162e-cc78-11e3-81ab-4c9367dc0958");

        using var response = await browser.SendAsync(request);

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        var call = gateway.Sidecar.Invocations.Single(item => item.RawTarget.EndsWith("/webhooks/github", StringComparison.Ordinal) && item.Body.Length == body.Length);
        Assert.Equal(body, call.Body);
        Assert.Equal(AppIds.Connector, call.AppId);
        Assert.Equal(("sha256=abc", "issues"), (call.Headers["X-Hub-Signature-256"], call.Headers["X-GitHub-Event"]));
        Assert.False(call.Headers.ContainsKey("Authorization"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Webhook_Above25Megabytes_IsTooLarge(bool declaresLength)
    {
        const int Size = (25 * 1024 * 1024) + 1;
        var before = gateway.Sidecar.Invocations.Count;
        using var browser = gateway.NewBrowser();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/api/v1/webhooks/github", UriKind.Relative));
        request.Content = declaresLength ? new ByteArrayContent(new byte[Size]) : new StreamContent(new MemoryStream(new byte[Size]));
        request.Headers.TransferEncodingChunked = !declaresLength;
        request.Headers.ExpectContinue = true;

        using var response = await browser.SendAsync(request);

        await Problems.AssertAsync(response, HttpStatusCode.RequestEntityTooLarge, ErrorCodes.BodyTooLarge);
        Assert.Equal(before, gateway.Sidecar.Invocations.Count);
    }

    [Fact]
    public async Task Webhook_Of25Megabytes_Arrives()
    {
        const int Size = 25 * 1024 * 1024;
        gateway.Sidecar.Answer = _ => Task.CompletedTask;
        using var browser = gateway.NewBrowser();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/api/v1/webhooks/github", UriKind.Relative));
        request.Content = new ByteArrayContent(new byte[Size]);

        using var response = await browser.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Contains(gateway.Sidecar.Invocations, call => call.Body.Length == Size);
    }

    [Fact]
    public async Task Body_AboveTheOrdinaryLimit_IsTooLarge()
    {
        using var browser = gateway.NewBrowser();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/api/v1/tasks", UriKind.Relative));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await gateway.TokenAsync("sarah"));
        request.Content = new ByteArrayContent(new byte[(1024 * 1024) + 1]);

        using var response = await browser.SendAsync(request);

        await Problems.AssertAsync(response, HttpStatusCode.RequestEntityTooLarge, ErrorCodes.BodyTooLarge);
    }

    [Fact]
    public async Task Answer_ThatStreams_ArrivesPieceByPiece()
    {
        var goOn = new TaskCompletionSource();
        gateway.Sidecar.Answer = async context =>
        {
            await context.Response.WriteAsync("first\n");
            await context.Response.Body.FlushAsync();
            await goOn.Task;
            await context.Response.WriteAsync("second\n");
        };
        using var client = new HttpClient { BaseAddress = gateway.Address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await gateway.TokenAsync("sarah"));
        await using var stream = await client.GetStreamAsync(new Uri("/api/v1/tasks/export", UriKind.Relative));
        using var reader = new StreamReader(stream);

        var first = await reader.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(5));
        goOn.SetResult();

        Assert.Equal("first", first);
        Assert.Equal("second", await reader.ReadLineAsync());
    }

    private async Task<HttpResponseMessage> GetAsync(string address)
    {
        using var browser = gateway.NewBrowser();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(address, UriKind.Relative));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await gateway.TokenAsync("sarah"));
        return await browser.SendAsync(request);
    }
}
