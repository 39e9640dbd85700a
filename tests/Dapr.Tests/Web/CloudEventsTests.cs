using System.Net;
using System.Text;
using Dapr;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace OpenClaw.Dapr.Tests.Web;

public sealed class CloudEventsTests
{
    private static readonly string[] Watched = ["id", "traceparent"];

    [Theory]
    [InlineData("""{"data":{"a":1},"datacontenttype":"application/json; charset=utf-8"}""", "application/json|{\"a\":1}")]
    [InlineData("""{"DATA":"text","datacontenttype":"text/plain"}""", "text/plain|text")]
    [InlineData("""{"data":"text"}""", "application/json|\"text\"")]
    [InlineData("""{"data_base64":"aGk=","datacontenttype":"application/octet-stream"}""", "application/octet-stream|hi")]
    [InlineData("""{"id":"1"}""", "|")]
    public async Task Event_BecomesItsData(string body, string expected)
    {
        await using var app = await EchoAsync(new CloudEventsMiddlewareOptions());

        using var answer = await PostAsync(app, body, "application/cloudevents+json");

        Assert.Equal(expected, await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task EventWithBothFormsOfData_IsRefused()
    {
        await using var app = await EchoAsync(new CloudEventsMiddlewareOptions());

        using var answer = await PostAsync(app, """{"data":1,"data_base64":"aGk="}""", "application/cloudevents+json");

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task OtherContent_PassesUntouched()
    {
        await using var app = await EchoAsync(new CloudEventsMiddlewareOptions());

        using var answer = await PostAsync(app, """{"data":1}""", "application/json");

        Assert.Equal("application/json; charset=utf-8|{\"data\":1}", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Properties_BecomeHeadersWhenAsked()
    {
        await using var app = await EchoAsync(new CloudEventsMiddlewareOptions { ForwardCloudEventPropertiesAsHeaders = true });

        using var answer = await PostAsync(app, """{"id":"7","traceparent":"x","data":1}""", "application/cloudevents+json");

        Assert.Equal("7", Assert.Single(answer.Headers.GetValues("seen-id")));
        Assert.False(answer.Headers.Contains("seen-traceparent"));
    }

    private static Task<WebApp> EchoAsync(CloudEventsMiddlewareOptions options) => WebApp.StartAsync(web =>
    {
        web.UseCloudEvents(options);
        web.Run(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            var body = await reader.ReadToEndAsync();
            foreach (var name in Watched)
            {
                if (context.Request.Headers.TryGetValue($"Cloudevent.{name}", out var value))
                {
                    context.Response.Headers[$"seen-{name}"] = value;
                }
            }

            await context.Response.WriteAsync($"{context.Request.ContentType}|{body}");
        });
    });

    private static async Task<HttpResponseMessage> PostAsync(WebApp app, string body, string type)
    {
        using var content = new StringContent(body, Encoding.UTF8, type);
        return await app.Client.PostAsync("/", content);
    }
}
