using System.Net.Http.Json;
using Dapr;
using Dapr.AspNetCore;
using Microsoft.AspNetCore.Builder;

namespace OpenClaw.Dapr.Tests.Web;

public sealed class BulkSubscriptionTests
{
    private static readonly string[] Statuses = ["SUCCESS", "RETRY"];

    [Fact]
    public async Task List_ShowsWhichTopicsComeInBatches()
    {
        await using var app = await WebApp.StartAsync(web =>
        {
            web.MapPost("/a", [Topic("pubsub", "a"), BulkSubscribe("a", 10, 50)] () => "");
            web.MapPost("/b", () => "").WithTopic("pubsub", "b").WithBulkSubscribe(new BulkSubscribeTopicOptions { TopicName = "b" });
            web.MapPost("/c", [Topic("pubsub", "c"), BulkSubscribe("another")] () => "");
            web.MapSubscribeHandler();
        });

        var list = await app.Client.GetStringAsync("/dapr/subscribe");

        Assert.Equal(
            """[{"topic":"a","pubsubName":"pubsub","route":"a","bulkSubscribe":{"enabled":true,"maxMessagesCount":10,"maxAwaitDurationMs":50}},{"topic":"b","pubsubName":"pubsub","route":"b","bulkSubscribe":{"enabled":true,"maxMessagesCount":100,"maxAwaitDurationMs":1000}},{"topic":"c","pubsubName":"pubsub","route":"c"}]""",
            list);
    }

    [Fact]
    public async Task Batch_IsReadAndAnsweredEntryByEntry()
    {
        await using var app = await WebApp.StartAsync(web => web.MapPost("/bulk", (BulkSubscribeMessage<BulkMessageModel<int>> batch) =>
            new BulkSubscribeAppResponse([.. batch.Entries.Select(entry => new BulkSubscribeAppResponseEntry(
                entry.EntryId, entry.Event.Data > 1 ? BulkSubscribeAppResponseStatus.RETRY : BulkSubscribeAppResponseStatus.SUCCESS))])));

        using var answer = await app.Client.PostAsJsonAsync("/bulk", new
        {
            id = "batch",
            topic = "numbers",
            pubsubname = "pubsub",
            entries = new[]
            {
                new { entryId = "x", contentType = "application/cloudevents+json", @event = new { id = "1", specversion = "1.0", data = 1 } },
                new { entryId = "y", contentType = "application/cloudevents+json", @event = new { id = "2", specversion = "1.0", data = 2 } },
            },
        });

        using var document = System.Text.Json.JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        Assert.Equal(Statuses, document.RootElement.GetProperty("statuses").EnumerateArray().Select(entry => entry.GetProperty("status").GetString()));
    }
}
