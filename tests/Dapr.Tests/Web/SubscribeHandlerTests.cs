using Dapr;
using Microsoft.AspNetCore.Builder;

namespace OpenClaw.Dapr.Tests.Web;

public sealed class SubscribeHandlerTests
{
    [Fact]
    public async Task List_MergesTopicsAndOrdersThem()
    {
        await using var app = await WebApp.StartAsync(web =>
        {
            web.MapPost("/z", () => "").WithTopic("pubsub", "zulu");
            web.MapPost("/orders/all", () => "").WithTopic(new TopicOptions { PubsubName = "pubsub", Name = "orders", DeadLetterTopic = "orders.dead" });
            web.MapPost("/orders/big", [Topic("pubsub", "orders", "event.data.size > 5", 2)] () => "");
            web.MapPost("/raw", () => "").WithTopic("other", "raw", true, new Dictionary<string, string> { ["a"] = "b" });
            web.MapSubscribeHandler();
        });

        var list = await app.Client.GetStringAsync("/dapr/subscribe");

        Assert.Equal(
            """[{"topic":"raw","pubsubName":"other","route":"raw","metadata":{"a":"b","rawPayload":"true"}},{"topic":"orders","pubsubName":"pubsub","routes":{"rules":[{"match":"event.data.size \u003E 5","path":"orders/big"}],"default":"orders/all"},"deadLetterTopic":"orders.dead"},{"topic":"zulu","pubsubName":"pubsub","route":"z"}]""",
            list);
    }
}
