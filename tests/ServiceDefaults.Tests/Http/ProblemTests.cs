using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using OpenClaw.Contracts;
using OpenClaw.ServiceDefaults.Audit;

namespace OpenClaw.ServiceDefaults.Tests.Http;

public sealed class ProblemTests
{
    private static CancellationToken Deadline => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/audit", HttpStatusCode.ServiceUnavailable, ErrorCodes.AuditUnavailable)]
    [InlineData("/vendor", HttpStatusCode.ServiceUnavailable, ErrorCodes.ServiceUnavailable)]
    [InlineData("/bug", HttpStatusCode.InternalServerError, ErrorCodes.InternalError)]
    [InlineData("/nowhere", HttpStatusCode.NotFound, ErrorCodes.NotFound)]
    public async Task Failure_OfAnyKind_IsAProblemWithACode(string path, HttpStatusCode status, string code)
    {
        await using var service = await StartAsync();

        using var response = await service.Client.GetAsync(path, Deadline);

        Assert.Equal(status, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>(Deadline);
        Assert.Equal(code, problem.GetProperty("code").GetString());
        Assert.Equal(
            response.Headers.GetValues(HeaderNames.RequestId).Single(),
            problem.GetProperty("requestId").GetString());
    }

    [Fact]
    public async Task Problem_OfABug_SaysNothingAboutOurInsides()
    {
        await using var service = await StartAsync();

        var text = await (await service.Client.GetAsync("/bug", Deadline)).Content.ReadAsStringAsync(Deadline);

        Assert.DoesNotContain("secret detail", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", text, StringComparison.Ordinal);
    }

    private static Task<RunningService> StartAsync() => RunningService.StartAsync(app =>
    {
        app.MapGet("/audit", IResult () => throw new AuditUnavailableException()).AllowAnonymous();
        app.MapGet("/vendor", IResult () => throw new HttpRequestException("connection refused")).AllowAnonymous();
        app.MapGet("/bug", IResult () => throw new InvalidOperationException("secret detail")).AllowAnonymous();
        app.MapFallback(() => Results.NotFound()).AllowAnonymous();
    });
}
