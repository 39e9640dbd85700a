using System.Text.Json;
using OpenClaw.Sidecar.Conformance.Support;

namespace OpenClaw.Sidecar.Conformance.PubSub;

/// <summary>Section 6.5: what the app's answer means. Each row has its own topic, with and without a dead-letter topic.</summary>
public sealed class AnswerTests(Servers servers, BedFixture fixture) : IClassFixture<BedFixture>
{
    private const int Retries = 2;

    /// <summary>Row, status and body of the answer, deliveries made by the policy (2 retries on 5xx and answers without code), dead letter.</summary>
    private static readonly (string Row, int Status, string Body, int Deliveries, bool Dead)[] Rows =
    [
        ("empty", 200, "", 1, false),
        ("accepted", 202, "", 1, false),
        ("nojson", 200, "thanks", 1, false),
        ("nostatus", 200, """{"other":1}""", 1, false),
        ("nullstatus", 200, """{"status":""}""", 1, false),
        ("success", 200, """{"status":"SUCCESS"}""", 1, false),
        ("drop", 200, """{"status":"DROP"}""", 1, true),
        ("notfound", 404, "", 1, true),
        ("retry", 200, """{"status":"RETRY"}""", 1 + Retries, true),
        ("unknown", 200, """{"status":"LATER"}""", 1 + Retries, true),
        ("error", 500, "", 1 + Retries, true),
        ("busy", 503, "", 1 + Retries, true),
        // 429 is not in the policy's list of status codes.
        ("unmatched", 429, "", 1, true),
    ];

    public static TheoryData<string, string> Cases { get; } = [.. Rows.SelectMany(row => new[] { Brokers.RabbitMq, Brokers.Redis, Brokers.InMemory }.Select(broker => (row.Row, broker)))];

    private Task<Bed> BedAsync(string broker) => fixture.Beds.GetAsync(broker, async () =>
    {
        var app = await TestApp.StartAsync();
        foreach (var (row, status, body, _, _) in Rows)
        {
            app.On($"/{row}", status, body).On($"/{row}.dead", 200);
        }
        app.On("/gone", (context, _) =>
        {
            context.Abort();
            return Task.CompletedTask;
        }).On("/gone.dead", 200).On("/noise.dead", 200).On("/noise", 200);
        IEnumerable<string> names = [.. Rows.Select(row => row.Row), "gone", "noise"];
        return await Bed.StartAsync(app, new SidecarSettings
        {
            App = app,
            Environment = new Dictionary<string, string> { ["APP_API_TOKEN"] = "app-secret" },
            Resources = Yaml.Join(
            [
                await Brokers.ComponentAsync(servers, broker, ("consumerID", "{uuid}")),
                Yaml.Resiliency($"  policies:\n    retries:\n      few: {{policy: constant, duration: 50ms, maxRetries: {Retries}, matching: {{httpStatusCodes: \"500-599\"}}}}\n  targets:\n    components:\n      pubsub:\n        inbound: {{retry: few}}\n"),
                .. names.Select(name => Yaml.Subscription($"ans-{name}", $"/{name}", deadLetter: $"ans-{name}.dead")),
                .. names.Select(name => Yaml.Subscription($"ans-{name}.dead", $"/{name}.dead", extra: name == "noise" ? "  metadata:\n    rawPayload: \"true\"\n" : "")),
            ]),
        });
    });

    [Theory, MemberData(nameof(Cases))]
    public async Task Answer_MeansWhatIsDocumented(string row, string broker)
    {
        var bed = await BedAsync(broker);
        var (_, _, _, deliveries, dead) = Rows.Single(one => one.Row == row);

        await bed.PublishAsync($"ans-{row}", "\"x\"");
        await bed.App.WaitForAsync($"/{row}", deliveries);
        if (dead)
        {
            var letter = await bed.EventAsync($"/{row}.dead");
            Assert.Equal($"ans-{row}", letter.GetProperty("topic").GetString());
        }
        else
        {
            // A second event that comes through behind the first shows that the first was acknowledged.
            await bed.PublishAsync($"ans-{row}", "\"y\"");
            await bed.App.WaitForAsync($"/{row}", deliveries + 1);
            Assert.Empty(bed.App.Of($"/{row}.dead"));
        }

        Assert.Equal(deliveries, bed.App.Of($"/{row}").Count(call => JsonDocument.Parse(call.Bytes).RootElement.GetProperty("data").GetString() == "x"));
        Assert.All(bed.App.Of($"/{row}"), call => Assert.Equal("app-secret", call.Headers["dapr-api-token"]));
    }

    [Theory, MemberData(nameof(Brokers.All), MemberType = typeof(Brokers))]
    public async Task BrokenConnection_IsRetried_ThenDead(string broker)
    {
        var bed = await BedAsync(broker);

        await bed.PublishAsync("ans-gone", "1");
        await bed.EventAsync("/gone.dead");

        Assert.Equal(1 + Retries, bed.App.Of("/gone").Length);
    }

    [Theory, MemberData(nameof(Brokers.All), MemberType = typeof(Brokers))]
    public async Task MessageThatIsNoEvent_GoesToTheDeadLetterTopic_AsItCame(string broker)
    {
        var bed = await BedAsync(broker);

        await bed.PublishAsync("ans-noise", "not json", "text/plain", "?metadata.rawPayload=true");
        var dead = await bed.EventAsync("/noise.dead");

        Assert.Equal("not json"u8.ToArray(), dead.GetProperty("data_base64").GetBytesFromBase64());
        Assert.Empty(bed.App.Of("/noise"));
    }
}
