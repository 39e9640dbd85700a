using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;
using OpenClaw.Sidecar.Conformance.Support;

namespace OpenClaw.Sidecar.Conformance.Invocation;

/// <summary>HTTP reference 3: which app is called how, and what both sides see.</summary>
public sealed class ServiceInvocationTests(Pair pair) : IClassFixture<Pair>
{
    private string Path(string method) => $"/v1.0/invoke/{pair.Callee.AppId}/method/{method}";

    [Theory]
    [InlineData("GET")]
    [InlineData("POST")]
    [InlineData("PUT")]
    [InlineData("PATCH")]
    [InlineData("DELETE")]
    [InlineData("HEAD")]
    [InlineData("OPTIONS")]
    public async Task Invoke_AnyVerb_ReachesTheAppWithBodyAndQuery(string verb)
    {
        pair.App.On($"/verbs/{verb}", 202);
        var body = verb is "GET" or "HEAD" ? null : "payload";

        var answer = await pair.Caller.SendAsync(new HttpMethod(verb), Path($"verbs/{verb}?a=1&b=%20x"), body, "text/plain");

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        var call = pair.App.Of($"/verbs/{verb}").Single();
        Assert.Equal((verb, "?a=1&b=%20x", body ?? ""), (call.Method, call.Query, call.Body));
    }

    [Theory]
    [InlineData("a/b%20c", "/a/b c")]
    [InlineData("d//e///f", "/d/e/f")]
    [InlineData("g/./h/../i", "/g/i")]
    [InlineData("../../j", "/j")]
    [InlineData("k%2Fl", "/k/l")]
    public async Task Invoke_PathWithEscapesAndDots_IsDecodedAndCleaned(string asked, string seen)
    {
        pair.App.On(seen, 200);

        var answer = await pair.RawAsync(Path(asked));

        Assert.True(answer.StatusCode == HttpStatusCode.OK, string.Join(", ", pair.App.Calls.Select(call => call.Path)));
        Assert.NotEmpty(pair.App.Of(seen));
    }

    [Theory]
    [InlineData("bad%23name")]
    [InlineData("bad%3Fname")]
    [InlineData("bad%0Aname")]
    public async Task Invoke_MethodWithForbiddenCharacters_Is500(string method)
    {
        var answer = await pair.RawAsync(Path(method));

        await answer.IsErrorAsync(500, "ERR_DIRECT_INVOKE");
    }

    [Fact]
    public async Task Invoke_EmptyMethod_CallsTheRootOfTheApp()
    {
        pair.App.On("/", 200, "root");

        var answer = await pair.Caller.GetAsync(Path(""));

        Assert.Equal("root", await answer.Content.ReadAsStringAsync());
        pair.App.On("/", 404);
    }

    [Fact]
    public async Task Invoke_WithoutMethodPart_Is404()
    {
        await (await pair.Caller.GetAsync($"/v1.0/invoke/{pair.Callee.AppId}")).IsErrorAsync(404, "ERR_DIRECT_INVOKE");
        await (await pair.Caller.GetAsync("/nothing/known")).IsErrorAsync(404, "ERR_DIRECT_INVOKE");
    }

    [Fact]
    public async Task Invoke_AppIdWithTwoDots_Is500() =>
        await (await pair.Caller.GetAsync("/v1.0/invoke/a.b.c/method/x")).IsErrorAsync(500, "ERR_DIRECT_INVOKE");

    [Fact]
    public async Task Invoke_UnknownApp_Is500AfterTheBuiltInRetries() =>
        await (await pair.Caller.GetAsync("/v1.0/invoke/nobody/method/x")).IsErrorAsync(500, "ERR_DIRECT_INVOKE");

    [Theory]
    [InlineData("header")]
    [InlineData("basic")]
    public async Task Invoke_TargetInAHeader_TakesTheWholePath(string form)
    {
        pair.App.On($"/whole/{form}/path", 200, form);
        (string, string) header = form == "header" ? ("dapr-app-id", pair.Callee.AppId)
            : ("Authorization", "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"dapr-app-id:{pair.Callee.AppId}")));

        var answer = await pair.Caller.SendAsync(HttpMethod.Post, $"/whole/{form}/path?q=1", "x", "text/plain", header);

        Assert.Equal(form, await answer.Content.ReadAsStringAsync());
        var call = pair.App.Of($"/whole/{form}/path").Single();
        Assert.Equal("?q=1", call.Query);
        Assert.DoesNotContain("dapr-app-id", call.Headers.Keys);
    }

    [Fact]
    public async Task Invoke_AcrossSidecars_TellsTheAppWhoCalls()
    {
        pair.App.On("/who", 200);

        await pair.Caller.SendAsync(HttpMethod.Get, Path("who"), headers:
            [("x-mine", "1"), ("x-data-bin", "AA=="), ("dapr-caller-app-id", "spoofed"), ("Connection", "x-hop"), ("x-hop", "1"), ("TE", "trailers")]);

        var headers = pair.App.Of("/who").Single().Headers;
        Assert.Equal(pair.Caller.AppId, headers["dapr-caller-app-id"]);
        Assert.Equal(pair.Callee.AppId, headers["dapr-callee-app-id"]);
        Assert.True(headers.ContainsKey("dapr-caller-namespace"));
        Assert.True(headers.ContainsKey("X-Forwarded-For") && headers.ContainsKey("X-Forwarded-Host"));
        Assert.Contains("for=", headers["Forwarded"], StringComparison.Ordinal);
        Assert.Equal("of-the-app", headers["dapr-api-token"]);
        Assert.Equal("1", headers["x-mine"]);
        Assert.True(headers.ContainsKey("traceparent"));
        Assert.DoesNotContain("x-data-bin", headers.Keys);
        Assert.DoesNotContain("x-hop", headers.Keys);
    }

    [Fact]
    public async Task Invoke_OnesOwnApp_GoesStraightToItWithoutIdentityHeaders()
    {
        pair.CallerApp.On("/self", 200, "me");

        var answer = await pair.Caller.GetAsync($"/v1.0/invoke/{pair.Caller.AppId}/method/self");

        Assert.Equal("me", await answer.Content.ReadAsStringAsync());
        var headers = pair.CallerApp.Of("/self").Single().Headers;
        Assert.DoesNotContain("dapr-caller-app-id", headers.Keys);
        Assert.DoesNotContain("Forwarded", headers.Keys);
    }

    [Theory]
    [InlineData(418)]
    [InlineData(503)]
    [InlineData(302)]
    public async Task Invoke_WhateverTheAppAnswers_IsPassedOnUnchangedAndNotRepeated(int status)
    {
        pair.App.On($"/status/{status}", async (context, _) =>
        {
            context.Response.StatusCode = status;
            context.Response.Headers["x-answer"] = "yes";
            context.Response.Headers.Location = "/elsewhere";
            await context.Response.WriteAsync("words");
        });

        var answer = await pair.Caller.GetAsync(Path($"status/{status}"));

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal("yes", answer.Header("x-answer"));
        Assert.Equal("words", await answer.Content.ReadAsStringAsync());
        Assert.Single(pair.App.Of($"/status/{status}"));
    }

    [Fact]
    public async Task Invoke_StreamedAnswer_ArrivesAsItIsMade()
    {
        var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        pair.App.On("/stream", async (context, _) =>
        {
            context.Response.ContentType = "application/x-ndjson";
            await context.Response.WriteAsync("{\"n\":1}\n");
            await context.Response.Body.FlushAsync();
            await seen.Task.WaitAsync(TimeSpan.FromSeconds(10));
            await context.Response.WriteAsync("{\"n\":2}\n");
        });

        using var answer = await pair.Caller.Http.GetAsync(Path("stream"), HttpCompletionOption.ResponseHeadersRead);
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync());

        Assert.Equal("{\"n\":1}", await reader.ReadLineAsync());
        seen.SetResult();
        Assert.Equal("{\"n\":2}", await reader.ReadLineAsync());
    }

    [Fact]
    public async Task Invoke_ServerSentEvents_AreRelayedWithTheirHeaders()
    {
        pair.App.On("/events", async (context, _) =>
        {
            context.Response.ContentType = "text/event-stream";
            await context.Response.WriteAsync("data: 1\n\n");
        });

        var answer = await pair.Caller.SendAsync(HttpMethod.Get, Path("events"), headers: ("Accept", "text/event-stream"));

        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal("no-cache", answer.Header("Cache-Control"));
        Assert.Equal("data: 1\n\n", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Invoke_StreamedRequest_ReachesTheAppBeforeItEnds()
    {
        using var started = new SemaphoreSlim(0);
        await using var app = await StreamingApp.StartAsync(started);
        await using var sidecar = await SidecarProcess.StartAsync(new SidecarSettings { Flags = ["--app-port", $"{app.Port}"] });
        using var content = new PushContent();

        var answer = sidecar.Http.PostAsync($"/v1.0/invoke/{sidecar.AppId}/method/upload", content);
        await content.WriteAsync("first");
        Assert.True(await started.WaitAsync(TimeSpan.FromSeconds(10)), "the app sees the first part while the request goes on");
        await content.WriteAsync(" second");
        content.Complete();

        Assert.Equal("first second", await (await answer).Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Invoke_BodyOverTheLimit_Is500AndTheSidecarLivesOn()
    {
        // Whoever sends without waiting may find the connection closed before it has read the answer.
        var answer = await pair.Caller.SendAsync(HttpMethod.Post, Path("large"), new string('x', 2 << 20), headers: ("Expect", "100-continue"));

        await answer.IsErrorAsync(500, "ERR_DIRECT_INVOKE");
        await (await pair.Caller.GetAsync("/v1.0/healthz")).IsEmptyAsync();
    }

    [Theory]
    [InlineData("outside")]
    [InlineData("url")]
    [InlineData("encoded url")]
    public async Task Invoke_AnAddressOutside_ByNameOrUrl(string form)
    {
        var address = $"http://127.0.0.1:{pair.Outside.Port}";
        var id = form switch { "url" => address, "encoded url" => Uri.EscapeDataString(address), _ => form };
        var path = $"/vendor/{form.Replace(' ', '-')}";
        pair.Outside.On(path, 200, "outside");

        var answer = await pair.RawAsync($"/v1.0/invoke/{id}/method{path}?x=1");

        Assert.Equal("outside", await answer.Content.ReadAsStringAsync());
        var call = pair.Outside.Of(path).Single();
        Assert.Equal("?x=1", call.Query);
        if (form == "outside")
        {
            Assert.Equal(("written", "from the environment"), (call.Headers["x-plain"], call.Headers["x-env"]));
        }
    }
}
