using System.Net;
using OpenClaw.Connector.Tests.Support;

namespace OpenClaw.Connector.Tests.Http;

/// <summary>Whatever step is lost, before or after it took effect: the vendor hears 503, repeats, and one story is told.</summary>
public sealed class CrashPointTests
{
    [Theory]
    [InlineData("before secret")]
    [InlineData("before read")]
    [InlineData("before begin")]
    [InlineData("before intent")]
    [InlineData("after intent")]
    [InlineData("before publish")]
    [InlineData("after publish")]
    [InlineData("before outcome")]
    [InlineData("after outcome")]
    [InlineData("before complete")]
    public async Task Delivery_InterruptedAndRepeated_LeavesOnePairAndOneEvent(string step)
    {
        await using var host = await ConnectorHost.StartAsync();
        var delivery = WebhookTests.Delivery("issues", Payload.Of("opened", "tom-lead", "issue", Payload.Issue(assignees: "sarah-dev")));
        host.Faults.FailOnce(step);

        var interrupted = await WebhookTests.Send(host, delivery);
        await host.RestartAsync();
        var repeated = await WebhookTests.Send(host, delivery);
        var late = await WebhookTests.Send(host, delivery);

        Assert.Equal(1, host.Faults.Injected);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, interrupted.Status);
        Assert.Equal("accepted", repeated.Word);
        Assert.Equal("duplicate", late.Word);
        Assert.Single(host.Sidecar.Published.Select(envelope => envelope["id"]!.GetValue<string>()).Distinct());
        Assert.Single(host.Sidecar.Published.Select(envelope => envelope["data"]!.ToJsonString()).Distinct());
        Assert.Single(host.Audit.Intents.Select(entry => (entry.Intent.OperationKey, entry.Intent.OccurredAt, entry.RequestId)).Distinct());
        Assert.Single(host.Audit.Outcomes.Select(outcome => outcome.Key).Distinct());
    }

    [Fact]
    public async Task Delivery_ReceivedByManyAtOnce_IsOneStory()
    {
        await using var host = await ConnectorHost.StartAsync();
        var delivery = WebhookTests.Delivery("issues", Payload.Of("opened", "tom-lead", "issue", Payload.Issue(assignees: "sarah-dev")));

        var receipts = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => WebhookTests.Send(host, delivery)));

        Assert.All(receipts, receipt => Assert.True(receipt.IsTaken, $"{receipt}"));
        Assert.Single(host.Sidecar.Published.Select(envelope => envelope["data"]!.ToJsonString()).Distinct());
        Assert.Single(host.Audit.Intents.Select(entry => (entry.Intent.OperationKey, entry.RequestId)).Distinct());
    }
}
