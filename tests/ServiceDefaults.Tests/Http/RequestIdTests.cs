using Microsoft.AspNetCore.Builder;
using OpenClaw.Contracts;
using OpenClaw.ServiceDefaults.Http;

namespace OpenClaw.ServiceDefaults.Tests.Http;

public sealed class RequestIdTests
{
    [Theory]
    [InlineData("request-12345678", true)]
    [InlineData("short", false)]
    [InlineData("has spaces in it", false)]
    [InlineData("<script>alert(1)</script>", false)]
    public async Task RequestId_OfTheCaller_IsKeptOnlyWhenItIsSafe(string offered, bool isKept)
    {
        await using var service = await RunningService.StartAsync(app =>
            app.MapGet("/id", () => RequestContext.RequestId).AllowAnonymous());
        using var request = new HttpRequestMessage(HttpMethod.Get, "/id");
        request.Headers.TryAddWithoutValidation(HeaderNames.RequestId, offered);

        using var response = await service.Client.SendAsync(request, TestContext.Current.CancellationToken);

        var answered = response.Headers.GetValues(HeaderNames.RequestId).Single();
        Assert.Equal(isKept, answered == offered);
        Assert.True(RequestContext.IsValid(answered));
        Assert.Equal(answered, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
