using System.Net.Http.Json;
using Dapr.Client;

namespace OpenClaw.Dapr.Tests.Client;

public sealed class InvocationCallTests : ClientTest
{
    [Fact]
    public async Task Invoke_SendsVerbQueryTokenAndABodyWithALength()
    {
        Server.Answers(200, """{"name":"b","size":2}""");

        var request = Client.CreateInvokeMethodRequest(
            HttpMethod.Put, "Audit", "/entries", [new("a b", "c&d")], new Widget("a", 1));
        var answer = await Client.InvokeMethodAsync<Widget>(request);

        Assert.Equal(new Widget("b", 2), answer);
        Assert.Equal("PUT /v1.0/invoke/Audit/method/entries?a%20b=c%26d", $"{Server.Only.Method} {Server.Only.Target}");
        Assert.Equal("secret", Server.Only.Header("dapr-api-token"));
        Assert.NotNull(Server.Only.Header("Content-Length"));
        Assert.Null(Server.Only.Header("Transfer-Encoding"));
    }

    [Fact]
    public async Task Invoke_WithAFailureStatus_CarriesTheAnswer()
    {
        Server.Answers(422, """{"code":"x"}""");

        var failure = await Assert.ThrowsAsync<InvocationException>(() => Client.InvokeMethodAsync("audit", "entries"));

        Assert.Equal(("audit", "entries"), (failure.AppId, failure.MethodName));
        Assert.Equal("""{"code":"x"}""", await failure.Response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Invoke_WhenNobodyAnswers_HasNoAnswer()
    {
        await Server.DisposeAsync();

        var failure = await Assert.ThrowsAsync<InvocationException>(() => Client.InvokeMethodAsync(HttpMethod.Get, "audit", "entries"));

        Assert.Null(failure.Response);
    }

    [Fact]
    public async Task Invoke_OfAnAddressElsewhere_IsRefused()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "http://example.invalid/x");

        await Assert.ThrowsAsync<InvalidOperationException>(() => Client.InvokeMethodWithResponseAsync(request));
    }

    [Fact]
    public async Task InvokableClient_TurnsTheHostIntoTheAppIdAndKeepsItsCapitals()
    {
        using var http = Client.CreateInvokableHttpClient("MyApp");

        using var response = await http.PostAsJsonAsync("orders/1?x=y", new Widget("a", 1));

        Assert.Equal("/v1.0/invoke/MyApp/method/orders/1?x=y", Server.Only.Target);
        Assert.Equal("secret", Server.Only.Header("dapr-api-token"));
        Assert.Equal("http://myapp/orders/1?x=y", response.RequestMessage!.RequestUri!.AbsoluteUri);
    }

    [Fact]
    public void InvokeClient_ForANameThatIsNoHost_IsRefused() =>
        Assert.Throws<ArgumentException>(() => DaprClient.CreateInvokeHttpClient("not a host", Server.Address));

    [Fact]
    public void Handler_WithAnotherScheme_IsRefused()
    {
        using var handler = new InvocationHandler();

        Assert.Throws<ArgumentException>(() => handler.DaprEndpoint = "ftp://x");
    }
}
