using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace OpenClaw.Dashboard.Tests;

public sealed class DashboardTests(RunningDashboard dashboard) : IClassFixture<RunningDashboard>
{
    private static CancellationToken Deadline => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Trace_SentByTheOpenTelemetryExporter_IsShownWithItsTree()
    {
        using var source = new ActivitySource("openclaw.test");
        string traceId;
        using (Sdk.CreateTracerProviderBuilder()
            .SetResourceBuilder(ResourceBuilder.CreateEmpty().AddService("gateway", serviceInstanceId: "one"))
            .AddSource(source.Name)
            .AddOtlpExporter(options =>
            {
                options.Protocol = OtlpExportProtocol.HttpProtobuf;
                options.Endpoint = new Uri(dashboard.Otlp, "v1/traces");
            })
            .Build())
        {
            using var parent = source.StartActivity("POST /api/v1/briefings", ActivityKind.Server)!;
            traceId = parent.TraceId.ToHexString();
            using var child = source.StartActivity("scan", ActivityKind.Client)!;
            child.SetTag("openclaw.request_id", "request-12345678");
            child.SetStatus(ActivityStatusCode.Error, "vendor away");
        }

        var spans = await dashboard.Client.GetFromJsonAsync<JsonElement>($"api/telemetry/traces/{traceId}", Deadline);

        var byName = spans.EnumerateArray().ToDictionary(span => span.GetProperty("name").GetString()!);
        Assert.Equal(2, byName.Count);
        Assert.Equal(
            byName["POST /api/v1/briefings"].GetProperty("spanId").GetString(),
            byName["scan"].GetProperty("parentId").GetString());
        Assert.True(byName["scan"].GetProperty("isError").GetBoolean());

        var found = await dashboard.Client.GetFromJsonAsync<JsonElement>("api/telemetry/traces?text=request-12345678", Deadline);
        Assert.Equal(traceId, Assert.Single(found.EnumerateArray()).GetProperty("traceId").GetString());
    }

    [Fact]
    public async Task Intake_WithABodyThatIsNotOtlp_Answers400AndLivesOn()
    {
        using var content = new ByteArrayContent([0xff, 0xff, 0xff, 0x01]);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-protobuf");

        using var response = await dashboard.Client.PostAsync(new Uri(dashboard.Otlp, "v1/traces"), content, Deadline);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.True((await dashboard.Client.GetAsync("health", Deadline)).IsSuccessStatusCode);
    }

    [Fact]
    public async Task Page_WithoutTheToken_IsRefused()
    {
        using var stranger = new HttpClient { BaseAddress = dashboard.Page };

        Assert.Equal(HttpStatusCode.Unauthorized, (await stranger.GetAsync("/", Deadline)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await stranger.GetAsync("/api/telemetry/traces", Deadline)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await stranger.GetAsync("/login?t=wrong", Deadline)).StatusCode);
    }

    [Fact]
    public async Task Page_ThroughTheLoginLink_OpensAndStaysOpen()
    {
        using var person = new HttpClient(new HttpClientHandler { CookieContainer = new CookieContainer() }) { BaseAddress = dashboard.Page };

        var page = await person.GetStringAsync($"/login?t={RunningDashboard.Token}", Deadline);

        Assert.Contains("<title>OpenClaw dashboard</title>", page, StringComparison.Ordinal);
        Assert.True((await person.GetAsync("/traces/detail/00ff", Deadline)).IsSuccessStatusCode);
        Assert.True((await person.GetAsync("/app.js", Deadline)).IsSuccessStatusCode);
    }

    [Fact]
    public async Task Page_UnderAForeignHostName_IsNotServed()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(dashboard.Page, "/"));
        request.Headers.Host = "attacker.example";

        using var response = await dashboard.Client.SendAsync(request, Deadline);

        Assert.Equal(HttpStatusCode.MisdirectedRequest, response.StatusCode);
    }

    [Fact]
    public async Task OtlpDoor_ServesNothingElse()
    {
        using var response = await dashboard.Client.GetAsync(new Uri(dashboard.Otlp, "api/telemetry/traces"), Deadline);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }
}
