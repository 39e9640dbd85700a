using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace OpenClaw.Gateway.Tests.Support;

/// <summary>An HTTP client that keeps cookies and follows redirects only when told to.</summary>
public sealed class Browser : IDisposable
{
    private readonly HttpClient _client;

    public Browser(Uri gateway)
    {
        _client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = Cookies }) { BaseAddress = gateway };
    }

    public CookieContainer Cookies { get; } = new();

    public Uri Gateway => _client.BaseAddress!;

    public string? SessionCookie => Cookies.GetCookies(Gateway)["openclaw-session"]?.Value;

    public Task<HttpResponseMessage> GetAsync(string address) => _client.GetAsync(new Uri(address, UriKind.RelativeOrAbsolute));

    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request) => _client.SendAsync(request);

    /// <summary>The address the provider sends the browser back to.</summary>
    public async Task<Uri> GoToProviderAsync(string user, string returnUrl = "/")
    {
        using var login = await GetAsync($"/api/v1/auth/login?loginHint={user}&returnUrl={Uri.EscapeDataString(returnUrl)}");
        Assert.Equal(HttpStatusCode.Redirect, login.StatusCode);
        using var authorize = await GetAsync(login.Headers.Location!.ToString());
        Assert.Equal(HttpStatusCode.Redirect, authorize.StatusCode);
        return authorize.Headers.Location!;
    }

    public async Task<HttpResponseMessage> SignInAsync(string user, string returnUrl = "/") =>
        await GetAsync((await GoToProviderAsync(user, returnUrl)).ToString());

    public async Task<JsonElement> UserInfoAsync()
    {
        using var response = await GetAsync("/api/v1/auth/userinfo");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }

    public async Task<string> CsrfTokenAsync() => (await UserInfoAsync()).GetProperty("csrfToken").GetString()!;

    public async Task<HttpResponseMessage> PostAsync(string address, string? csrfToken, string body = "{}")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(address, UriKind.Relative));
        request.Content = new StringContent(body, new System.Net.Http.Headers.MediaTypeHeaderValue("application/json"));
        if (csrfToken is not null)
        {
            request.Headers.Add("X-CSRF-Token", csrfToken);
        }

        return await _client.SendAsync(request);
    }

    public async Task<HttpResponseMessage> DeleteAsync(string address, string? csrfToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Delete, new Uri(address, UriKind.Relative));
        if (csrfToken is not null)
        {
            request.Headers.Add("X-CSRF-Token", csrfToken);
        }

        return await _client.SendAsync(request);
    }

    /// <summary>A request with a token instead of cookies.</summary>
    public async Task<HttpResponseMessage> AskAsync(HttpMethod method, string address, string token)
    {
        using var request = new HttpRequestMessage(method, new Uri(address, UriKind.Relative));
        request.Headers.Authorization = new System.Net.Http.Headers.AuthenticationHeaderValue("Bearer", token);
        return await _client.SendAsync(request);
    }

    public void Dispose() => _client.Dispose();
}
