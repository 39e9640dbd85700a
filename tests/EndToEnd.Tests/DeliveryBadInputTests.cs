using System.Net;
using System.Text;
using System.Text.Json;
using OpenClaw.Contracts;
using OpenClaw.Simulators.GitHub.Deliveries;
using OpenClaw.Testing;

namespace OpenClaw.EndToEnd.Tests;

/// <summary>Deliveries that must not get in, or not twice, against the whole running system.</summary>
[Collection(SystemTestGroup.Name)]
public sealed class DeliveryBadInputTests(SharedSystem system)
{
    private const int Limit = 2 * 60_000;
    private const int MaxBody = 25 * 1024 * 1024;
    private const string AcmeHook = "410001";
    private const string GlobexHook = "410002";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static CancellationToken Ended => TestContext.Current.CancellationToken;

    private Door Door => system.Door;

    [Fact(Timeout = Limit)]
    public async Task Delivery_UnsignedOrForged_Is401AndLeavesNothing()
    {
        SharedSystem.RequireServers();
        var (title, delivery) = Deliveries.Issue();
        var good = delivery.Sign(system.Running.WebhookSecret);
        var tampered = delivery.Body.Concat(" "u8.ToArray()).ToArray();
        (string What, byte[] Body, string? Signature, (string, string)[] Headers)[] forgeries =
        [
            ("unsigned", delivery.Body, null, []),
            ("empty signature", delivery.Body, "", []),
            ("another secret", delivery.Body, delivery.Sign("not-the-secret"), []),
            ("the other company's secret", delivery.Body, delivery.Sign(system.Running.Secret("github-webhook-globex")), []),
            ("SHA-1 by name", delivery.Body, good.Replace("sha256=", "sha1=", StringComparison.Ordinal), []),
            ("half a signature", delivery.Body, good[..40], []),
            ("not hex", delivery.Body, "sha256=" + new string('z', 64), []),
            ("a byte more", tampered, good, []),
            ("the other company's hook", delivery.Body, good, [("X-GitHub-Hook-ID", GlobexHook)]),
            ("signed twice", delivery.Body, good, [("X-Hub-Signature-256", good)]),
        ];
        foreach (var (what, body, signature, headers) in forgeries)
        {
            var answer = await Door.DeliverAsync(body, signature, delivery.DeliveryId, delivery.EventName, headers);
            answer.MustBeProblem(401, ErrorCodes.InvalidSignature, what);
        }

        // Had one of them been taken or remembered, this would be a duplicate or the second pair of entries.
        var taken = await SendAsync(delivery);
        Assert.Equal((202, "accepted"), (taken.Status, taken.Word));
        await ExpectTaskAsync(title);
        Assert.Equal((1, 1), await IngestEntriesAsync(delivery.DeliveryId));
    }

    [Fact(Timeout = Limit)]
    public async Task Delivery_Replayed_IsADuplicateWhateverItSaysNow()
    {
        SharedSystem.RequireServers();
        var (title, delivery) = Deliveries.Issue();
        Assert.Equal("accepted", (await SendAsync(delivery)).Word);
        var (otherTitle, other) = Deliveries.Issue();

        var replays = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => SendAsync(delivery)));
        var rewritten = await SendAsync(other with { DeliveryId = delivery.DeliveryId });

        Assert.All(replays.Append(rewritten), answer => Assert.Equal((200, "duplicate"), (answer.Status, answer.Word)));
        await ExpectTaskAsync(title);
        Assert.DoesNotContain(otherTitle, await TitlesAsync());
        Assert.Equal((1, 1), await IngestEntriesAsync(delivery.DeliveryId));
    }

    [Fact(Timeout = Limit)]
    public async Task Delivery_SentEightTimesAtOnce_HappensOnce()
    {
        SharedSystem.RequireServers();
        var (title, delivery) = Deliveries.Issue();

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => SendAsync(delivery)));

        Assert.All(answers, answer => Assert.InRange(answer.Status, 200, 202));
        await ExpectTaskAsync(title);
        Assert.Equal(1, (await TitlesAsync()).Count(known => known == title));
        Assert.Equal((1, 1), await IngestEntriesAsync(delivery.DeliveryId));
    }

    [Fact(Timeout = Limit)]
    public async Task Body_OfMoreThan25Megabytes_Is413_AndOfExactlyAsMuchIsTaken()
    {
        SharedSystem.RequireServers();
        var (title, delivery) = Deliveries.Issue();
        var largest = delivery with { Body = Pad(delivery.Body, MaxBody) };
        var tooLarge = delivery with { Body = Pad(delivery.Body, MaxBody + 1) };

        (await SendAsync(tooLarge, ("Expect", "100-continue"))).MustBeProblem(413, ErrorCodes.BodyTooLarge, "declared length");
        (await SendChunkedAsync(tooLarge)).MustBeProblem(413, ErrorCodes.BodyTooLarge, "length not declared");

        var sender = new WebhookSender(system.Http, system.Running.WebhookSecret, new Uri(system.Running.Gateway, "/api/v1/webhooks/github"));
        var (receipt, _) = await sender.SendUntilTakenAsync(largest, Patience, Ended);
        Assert.Equal((HttpStatusCode.Accepted, "accepted"), (receipt.Status, receipt.Word));
        await ExpectTaskAsync(title);
    }

    [Fact(Timeout = Limit)]
    public async Task Delivery_OfAnUnknownEvent_Is202AndCounted()
    {
        SharedSystem.RequireServers();
        var (title, delivery) = Deliveries.Issue();

        var answer = await SendAsync(delivery with { EventName = "sponsorship_wish_of_tomorrow" });

        Assert.Equal((202, "ignored"), (answer.Status, answer.Word));
        await Eventually.AsyncTrue(_ => IsCountedAsync(), Patience, "the delivery is counted", cancellationToken: Ended);
        Assert.Equal((0, 0), await IngestEntriesAsync(delivery.DeliveryId));
        Assert.DoesNotContain(title, await TitlesAsync());
        Assert.DoesNotContain("sponsorship_wish_of_tomorrow", await system.Telemetry.ReadAsync("metrics?resource=connector", Ended), StringComparison.Ordinal);
    }

    [Theory(Timeout = Limit)]
    [InlineData("{\"action\":\"opened\",\"issue\":")]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{\"action\":1,\"issue\":[],\"repository\":7}")]
    [InlineData("{\"issue\":{\"number\":\"x\",\"title\":{}},\"repository\":{\"full_name\":3}}")]
    [InlineData("payload=%7B%7D")]
    public async Task Delivery_SignedButUnreadable_IsAcknowledgedWithItsHookAndRefusedWithout(string body)
    {
        SharedSystem.RequireServers();
        var delivery = new WebhookDelivery("unreadable", "issues", Guid.NewGuid().ToString(), Encoding.UTF8.GetBytes(body));

        // The hook names the secret, so it is known to come from GitHub; repeating it would not make it readable.
        var known = await SendAsync(delivery, ("X-GitHub-Hook-ID", AcmeHook));
        Assert.True(known is { Status: 202, Word: "unreadable" }, $"{known}");
        Assert.Equal((0, 0), await IngestEntriesAsync(delivery.DeliveryId));

        // Without a hook only the body could say whose secret it must fit.
        (await SendAsync(delivery)).MustBeProblem(401, ErrorCodes.InvalidSignature, "no origin");
    }

    [Fact(Timeout = Limit)]
    public async Task Delivery_WithoutUsableIdOrEvent_Is400()
    {
        SharedSystem.RequireServers();
        var (_, delivery) = Deliveries.Issue();
        var signature = delivery.Sign(system.Running.WebhookSecret);
        (string What, string? Id, string? Event)[] incomplete =
        [
            ("no id", null, "issues"),
            ("no event", delivery.DeliveryId, null),
            ("an id with a separator", "a:b", "issues"),
            ("an id with a path", "../other", "issues"),
            ("an endless id", new string('a', 101), "issues"),
        ];
        foreach (var (what, id, name) in incomplete)
        {
            (await Door.DeliverAsync(delivery.Body, signature, id, name)).MustBeProblem(400, ErrorCodes.BadRequest, what);
        }
    }

    private Task<DoorAnswer> SendAsync(WebhookDelivery delivery, params (string, string)[] headers) =>
        Door.DeliverAsync(delivery.Body, delivery.Sign(system.Running.WebhookSecret), delivery.DeliveryId, delivery.EventName, headers);

    private Task<DoorAnswer> SendChunkedAsync(WebhookDelivery delivery) => Door.SendAsync(
        HttpMethod.Post,
        null,
        "/api/v1/webhooks/github",
        new ByteArrayContent(delivery.Body),
        ("Transfer-Encoding", "chunked"),
        ("X-Hub-Signature-256", delivery.Sign(system.Running.WebhookSecret)),
        ("X-GitHub-Delivery", delivery.DeliveryId),
        ("X-GitHub-Event", delivery.EventName));

    private static byte[] Pad(byte[] body, int length)
    {
        var padded = new byte[length];
        padded.AsSpan().Fill((byte)' ');
        body.CopyTo(padded, 0);
        return padded;
    }

    private Task ExpectTaskAsync(string title) => Eventually.AsyncTrue(
        async _ => (await TitlesAsync()).Contains(title), Patience, $"sarah has the task '{title}'", cancellationToken: Ended);

    private async Task<IReadOnlyList<string>> TitlesAsync() =>
        await Door.PagesAsync(await Door.TokenAsync("sarah"), "/api/v1/tasks?limit=200", "items", Ended)
            .Select(task => task.GetProperty("title").GetString()!).ToArrayAsync(Ended);

    private async Task<(int Intents, int Outcomes)> IngestEntriesAsync(string deliveryId)
    {
        await Door.SealedAsync();
        var entries = await Door.PagesAsync(await Door.TokenAsync("aud"), "/api/v1/audit?action=github_webhook_ingest&limit=1000", "entries", Ended).ToArrayAsync(Ended);
        var intents = entries.Where(entry => entry.GetProperty("actionDetail").TryGetProperty("deliveryId", out var id) && id.GetString() == deliveryId)
            .Select(entry => entry.GetProperty("id").GetString()).ToArray();
        return (intents.Length, entries.Count(entry => entry.TryGetProperty("intentId", out var intent) && intents.Contains(intent.GetString())));
    }

    /// <summary>Whether the connector's counter knows a delivery of an event it does not know by name.</summary>
    private async Task<bool> IsCountedAsync() =>
        JsonSerializer.Deserialize<JsonElement>(await system.Telemetry.ReadAsync("metrics?resource=connector", Ended)).EnumerateArray().Any(point =>
            point.GetProperty("instrument").GetString() == "openclaw.connector.deliveries"
            && point.GetProperty("dimensions").GetString() is { } dimensions
            && dimensions.Contains("other", StringComparison.Ordinal)
            && dimensions.Contains("ignored", StringComparison.Ordinal)
            && point.GetProperty("value").GetDouble() >= 1);
}
