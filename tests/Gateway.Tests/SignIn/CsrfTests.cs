using System.Net;
using System.Net.Http.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using OpenClaw.Contracts;
using OpenClaw.Gateway.Features.Forwarding;
using OpenClaw.Gateway.Tests.Support;

namespace OpenClaw.Gateway.Tests.SignIn;

/// <summary>No route that changes anything works by cookie alone, whatever the other site sends with it.</summary>
public sealed class CsrfTests(RunningGateway gateway) : IClassFixture<RunningGateway>
{
    private static readonly HttpMethod[] Changing = [HttpMethod.Post, HttpMethod.Put, HttpMethod.Patch, HttpMethod.Delete];

    // What a page of another site can make a browser send without asking us first, and some that try to pass for harmless.
    private static readonly (string Name, string Value)[] Disguises =
    [
        ("Origin", "https://evil.example"), ("Referer", "https://evil.example/"), ("X-HTTP-Method-Override", "GET"), ("X-Method-Override", "GET"),
        ("X-CSRF-Token", ""), ("X-CSRF-Token", "null"), ("X-XSRF-TOKEN", "guess"), ("Sec-Fetch-Site", "same-origin"), ("X-Requested-With", "XMLHttpRequest"),
    ];

    public static TheoryData<string> Prefixes => [.. ForwardedRoutes.All.Where(route => route is { IsWebhook: false, IsReadOnly: false }).Select(route => route.Prefix)];

    [Theory]
    [MemberData(nameof(Prefixes))]
    public async Task ForwardedRoute_ByCookieAlone_ChangesNothing(string prefix)
    {
        using var browser = gateway.NewBrowser();
        using var signIn = await browser.SignInAsync("sarah");
        var path = $"/api/v1/{prefix}/{Guid.NewGuid()}";
        foreach (var method in Changing)
        {
            foreach (var disguise in Disguises)
            {
                using var answer = await SendAsync(browser, method, path, disguise);
                await Problems.AssertAsync(answer, HttpStatusCode.Forbidden, ErrorCodes.Forbidden);
            }
        }

        Assert.DoesNotContain(gateway.Sidecar.Invocations, call => call.RawTarget.Contains(path, StringComparison.Ordinal));
    }

    [Fact]
    public async Task EveryOwnRouteThatChanges_ByCookieAlone_IsRefused()
    {
        using var browser = gateway.NewBrowser();
        using var signIn = await browser.SignInAsync("eve");
        var tried = 0;
        foreach (var endpoint in gateway.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>())
        {
            var pattern = endpoint.RoutePattern.RawText!;
            if (!pattern.StartsWith("/api/v1", StringComparison.Ordinal) || pattern.Contains("**", StringComparison.Ordinal))
            {
                continue;
            }

            foreach (var method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods.Where(name => name is not "GET" and not "HEAD" and not "OPTIONS") ?? [])
            {
                tried++;
                var path = string.Join('/', pattern.Split('/').Select(part => part.StartsWith('{') ? Guid.NewGuid().ToString() : part));
                using var answer = await SendAsync(browser, new HttpMethod(method), path, Disguises[0]);
                await Problems.AssertAsync(answer, HttpStatusCode.Forbidden, ErrorCodes.Forbidden);
            }
        }

        Assert.True(tried >= 4, $"only {tried} routes change something");
        Assert.Equal("eve", (await browser.UserInfoAsync()).GetProperty("userId").GetString());
    }

    [Fact]
    public async Task SimpleFormOfAnotherSite_CarriesNoSession_AndWouldNotDoAnything()
    {
        using var browser = gateway.NewBrowser();
        using var signIn = await browser.SignInAsync("sarah");
        using var form = new HttpRequestMessage(HttpMethod.Post, new Uri("/api/v1/auth/logout", UriKind.Relative))
        {
            Content = new FormUrlEncodedContent([KeyValuePair.Create("X-CSRF-Token", await browser.CsrfTokenAsync()), KeyValuePair.Create("csrfToken", await browser.CsrfTokenAsync())]),
        };

        using var answer = await browser.SendAsync(form);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Equal("sarah", (await browser.UserInfoAsync()).GetProperty("userId").GetString());
    }

    [Fact]
    public async Task Answers_AreForNoOtherOrigin()
    {
        using var browser = gateway.NewBrowser();
        using var signIn = await browser.SignInAsync("sarah");
        foreach (var method in new[] { HttpMethod.Get, HttpMethod.Options })
        {
            using var request = new HttpRequestMessage(method, new Uri("/api/v1/auth/userinfo", UriKind.Relative));
            request.Headers.Add("Origin", "https://evil.example");
            request.Headers.Add("Access-Control-Request-Method", "POST");
            request.Headers.Add("Access-Control-Request-Headers", "x-csrf-token");
            using var answer = await browser.SendAsync(request);

            Assert.DoesNotContain(answer.Headers, header => header.Key.StartsWith("Access-Control-", StringComparison.OrdinalIgnoreCase));
        }
    }

    private static Task<HttpResponseMessage> SendAsync(Browser browser, HttpMethod method, string path, (string Name, string Value) disguise)
    {
        var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative)) { Content = JsonContent.Create(new { }) };
        request.Headers.TryAddWithoutValidation(disguise.Name, disguise.Value);
        return browser.SendAsync(request);
    }
}
