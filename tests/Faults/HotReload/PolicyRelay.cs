using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace OpenClaw.Faults.HotReload;

/// <summary>
/// Stands between one process and its sidecar. While it blocks, questions for policies are taken and never answered; everything else
/// passes, kill switches too.
/// </summary>
public sealed class PolicyRelay : IAsyncDisposable
{
    private const string Policies = "/v1.0/invoke/policy/method/internal/policy/bundle";
    private readonly HttpClient _sidecar;
    private readonly WebApplication _app;
    private int _blocked;

    private PolicyRelay(Uri sidecar)
    {
        _sidecar = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = sidecar };
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        _app = builder.Build();
        _app.Urls.Add("http://127.0.0.1:0");
        _app.Run(PassAsync);
    }

    public bool IsBlocking { get; set; }

    /// <summary>Questions that got no answer.</summary>
    public int Blocked => Volatile.Read(ref _blocked);

    public Uri Address => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());

    public static async Task<PolicyRelay> StartAsync(Uri sidecar, CancellationToken cancellationToken)
    {
        var relay = new PolicyRelay(sidecar);
        await relay._app.StartAsync(cancellationToken);
        return relay;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _sidecar.Dispose();
    }

    private async Task PassAsync(HttpContext context)
    {
        try
        {
            if (IsBlocking && context.Request.Path.Value!.StartsWith(Policies, StringComparison.Ordinal))
            {
                Interlocked.Increment(ref _blocked);
                await Task.Delay(Timeout.Infinite, context.RequestAborted);
            }

            using var request = Copy(context.Request);
            using var answer = await _sidecar.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, context.RequestAborted);
            await CopyAsync(answer, context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Whoever asked has given up.
        }
        catch (HttpRequestException)
        {
            context.Response.StatusCode = StatusCodes.Status502BadGateway;
        }
    }

    private static HttpRequestMessage Copy(HttpRequest request)
    {
        var copy = new HttpRequestMessage(new HttpMethod(request.Method), request.Path.ToUriComponent() + request.QueryString.ToUriComponent());
        if (request.ContentLength > 0 || request.Headers.TransferEncoding.Count > 0)
        {
            copy.Content = new StreamContent(request.Body);
        }

        foreach (var (name, values) in request.Headers)
        {
            if (name != "Host" && !copy.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values))
            {
                copy.Content?.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values);
            }
        }

        return copy;
    }

    private static async Task CopyAsync(HttpResponseMessage answer, HttpContext context)
    {
        context.Response.StatusCode = (int)answer.StatusCode;
        foreach (var (name, values) in answer.Headers.Concat(answer.Content.Headers))
        {
            context.Response.Headers[name] = values.ToArray();
        }

        context.Response.Headers.Remove("Transfer-Encoding");
        await answer.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
    }
}
