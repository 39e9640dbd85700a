using System.Net;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace OpenClaw.Dapr.Tests.Web;

public sealed class SidecarAuthenticationTests
{
    [Theory]
    [InlineData("right", HttpStatusCode.OK)]
    [InlineData("wrong", HttpStatusCode.Unauthorized)]
    [InlineData(null, HttpStatusCode.Unauthorized)]
    public async Task OnlyTheRightToken_IsTheSidecar(string? token, HttpStatusCode expected)
    {
        await using var app = await WebApp.StartAsync(
            web =>
            {
                web.UseAuthentication();
                web.UseAuthorization();
                web.MapGet("/", () => "in").RequireAuthorization("Dapr");
            },
            builder =>
            {
                builder.Services.AddAuthentication().AddDapr(options => options.Token = "right");
                builder.Services.AddAuthorization(options => options.AddDapr());
            });
        using var request = new HttpRequestMessage(HttpMethod.Get, "/");
        if (token is not null)
        {
            request.Headers.Add("dapr-api-token", token);
        }

        using var answer = await app.Client.SendAsync(request);

        Assert.Equal(expected, answer.StatusCode);
    }
}
