using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using OpenClaw.Audit.Infrastructure.Anchors;
using OpenClaw.Testing;

namespace OpenClaw.Audit.Tests.Anchors;

/// <summary>
/// What lies behind the sidecar: a store that takes PUT and answers GET, and a bucket that wants each request signed. Keeps
/// what it is given; nobody with rights in the database can reach it.
/// </summary>
internal sealed class OutsideWorld : IAsyncDisposable
{
    public const string Credentials = "AKIATEST:secret-of-the-test";
    private readonly WebApplication _app;

    private OutsideWorld(WebApplication app, int port) => (_app, Port) = (app, port);

    public int Port { get; }

    public string Host => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{Port}");

    public ConcurrentDictionary<string, byte[]> Store { get; } = new(StringComparer.Ordinal);

    public ConcurrentDictionary<string, byte[]> Bucket { get; } = new(StringComparer.Ordinal);

    /// <summary>While true the store answers 503.</summary>
    public bool StoreIsDown { get; set; }

    public int Refused { get; private set; }

    public static async Task<OutsideWorld> StartAsync()
    {
        var port = FreePorts.Next();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}"));
        var app = builder.Build();
        var world = new OutsideWorld(app, port);
        app.Map("/store/{**path}", (HttpContext http, string path) => world.StoreIsDown ? Task.FromResult(world.Refuse(503)) : ServeAsync(http, world.Store, path));
        app.Map("/guarded/{**path}", (HttpContext http, string path) => IsSigned(http.Request) ? ServeAsync(http, world.Bucket, path) : Task.FromResult(world.Refuse(403)));
        await app.StartAsync();
        return world;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static async Task<IResult> ServeAsync(HttpContext http, ConcurrentDictionary<string, byte[]> files, string path)
    {
        if (http.Request.Method == HttpMethods.Put)
        {
            using var body = new MemoryStream();
            await http.Request.Body.CopyToAsync(body);
            files[path] = body.ToArray();
            return Results.Ok();
        }

        return files.TryGetValue(path, out var content) ? Results.Bytes(content) : Results.NotFound();
    }

    private IResult Refuse(int status)
    {
        Refused++;
        return Results.StatusCode(status);
    }

    /// <summary>Over what arrived, so a header or path that changed on its way is noticed.</summary>
    private static bool IsSigned(HttpRequest request)
    {
        string[] names = ["host", "x-amz-content-sha256", "x-amz-date"];
        var headers = names.ToDictionary(name => name, name => request.Headers[name].ToString());
        var at = DateTimeOffset.ParseExact(headers["x-amz-date"], "yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
        var parts = Credentials.Split(':');
        var expected = new AwsSignature(parts[0], parts[1], "eu-test-1").Authorize(request.Method, request.Path, "", headers, headers["x-amz-content-sha256"], at);
        return request.Headers.Authorization == expected;
    }
}
