using System.Net;
using OpenClaw.Simulators.GitHub.Deliveries;

namespace OpenClaw.Journeys;

/// <summary>
/// The first end-to-end slice: deliveries of GitHub become governed, audited, ranked work in a person's briefing and
/// inbox. Needs a running system, changes only what a day of work would change.
/// </summary>
public sealed class GitHubJourney(HttpClient http, JourneyOptions options, JourneyReport report)
{
    private const string Reader = "sarah";
    private const string Auditor = "aud";

    // Urgent work of sarah in the seed company: an assignment due soon that blocks two others, and a review.
    private static readonly string[] ExpectedTitles =
        ["Emergency stop takes 90 ms longer when the arm is cold", "Warm the brake before the first move"];

    private readonly ProductClient _product = new(http, options.Gateway);

    public async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        if ((options.Secret ?? LocalSecrets.Find(LocalSecrets.AcmeWebhook, options.DataDirectory)) is not { } secret)
        {
            report.Check("the webhook secret of the running system is known (--secret or --data)", false);
            return false;
        }

        await SignInAsync(cancellationToken);
        var deliveries = DeliveryPlay.Everything(options.RecordedFolder);
        var items = deliveries.Where(delivery => delivery.IsItem).ToArray();
        report.Title($"Door ({options.Gateway})");
        await new DoorChecks(http, options.Gateway, secret, report).RunAsync(items[0], cancellationToken);
        var told = await DeliverAsync(secret, deliveries, cancellationToken);
        await TakeInAsync(cancellationToken);
        var briefing = await BriefAsync(cancellationToken);
        await CheckTraceAsync(told, briefing, cancellationToken);
        return report.Succeeded;
    }

    private async Task SignInAsync(CancellationToken cancellationToken)
    {
        var identity = options.Identity ?? await _product.FindIdentityAsync(cancellationToken)
            ?? throw new InvalidOperationException("The gateway does not say where people sign in; name it with --identity.");
        await _product.SignInAsync(identity, Reader, cancellationToken);
        await _product.SignInAsync(identity, Auditor, cancellationToken);
    }

    /// <returns>An item's delivery that was accepted now, if any was new.</returns>
    private async Task<PlayedDelivery?> DeliverAsync(string secret, IReadOnlyList<WebhookDelivery> deliveries, CancellationToken cancellationToken)
    {
        var play = new DeliveryPlay(new WebhookSender(http, secret, new Uri(options.Gateway, "/api/v1/webhooks/github")));
        PlayedDelivery? told = null;
        for (var round = 0; round < options.Repeat; round++)
        {
            report.Title($"Deliveries, round {round + 1} of {options.Repeat}: {deliveries.Count}");
            var set = round == 0 ? deliveries : [.. deliveries.Select(delivery => delivery.Again(round))];
            var first = await play.PlayAsync(set, atOnce: 4, cancellationToken);
            CheckFirst(first);
            var again = await play.PlayAsync(set, atOnce: 4, cancellationToken);
            var notRecognised = again.Where(played => played.Receipt is not { Status: HttpStatusCode.OK, Word: "duplicate" }).ToArray();
            report.Check("each of them sent again is a duplicate", notRecognised.Length == 0, Describe(notRecognised));
            told ??= first.FirstOrDefault(played => played is { Receipt.Word: "accepted", Attempts: 1, Delivery.Name: var name } && name.Contains("issues.assigned 1", StringComparison.Ordinal))
                ?? first.FirstOrDefault(played => played is { Receipt.Word: "accepted", Attempts: 1 });
        }

        return told;
    }

    private void CheckFirst(IReadOnlyList<PlayedDelivery> played)
    {
        // A second journey against the same system finds its first one's deliveries.
        var items = played.Where(one => one.Delivery.IsItem).ToArray();
        var wrong = items.Where(one => one.Receipt is not ({ Status: HttpStatusCode.Accepted, Word: "accepted" } or { Word: "duplicate" })).ToArray();
        report.Check($"{items.Length} deliveries of issues and pull requests are taken", wrong.Length == 0, Describe(wrong));
        var others = played.Where(one => !one.Delivery.IsItem && !one.Receipt.IsTaken).ToArray();
        report.Check($"{played.Count - items.Length} deliveries of other kinds are acknowledged", others.Length == 0, Describe(others));
    }

    private async Task TakeInAsync(CancellationToken cancellationToken)
    {
        var (held, last) = await Waiting.UntilAsync(
            () => _product.GetAsync(Reader, "/api/v1/tasks?limit=100", cancellationToken),
            answer => ExpectedTitles.All(title => answer.Text.Contains(title, StringComparison.Ordinal)),
            cancellationToken);
        report.Check($"{Reader}'s tasks are known to the briefing service", held, last.Brief);
    }

    private async Task<ProductAnswer> BriefAsync(CancellationToken cancellationToken)
    {
        var key = $"journey-{Guid.NewGuid():N}";
        var briefing = await _product.PostAsync(Reader, "/api/v1/briefings", new { reason = "journey" }, key, cancellationToken);
        var checks = new BriefingChecks(report);
        checks.Print(briefing);
        report.Title("Briefing, checked");
        checks.Run(briefing, ExpectedTitles);
        var again = await _product.PostAsync(Reader, "/api/v1/briefings", new { reason = "journey" }, key, cancellationToken);
        report.Check("the same trigger again is the same briefing", IdOf(again) == IdOf(briefing), again.Brief);
        var today = await _product.GetAsync(Reader, "/api/v1/briefings/today", cancellationToken);
        report.Check("it is today's briefing", today.IsSuccess && IdOf(today) == IdOf(briefing), today.Brief);
        return briefing;
    }

    private async Task CheckTraceAsync(PlayedDelivery? told, ProductAnswer briefing, CancellationToken cancellationToken)
    {
        report.Title("Inbox and audit");
        var id = IdOf(briefing) ?? "no briefing";
        var (held, inbox) = await Waiting.UntilAsync(
            () => _product.GetAsync(Reader, "/api/v1/notifications?limit=100", cancellationToken),
            answer => answer.List("items", "notifications").Any(entry => entry.GetRawText().Contains(id, StringComparison.Ordinal)),
            cancellationToken);
        report.Check("the inbox tells of the briefing", held, inbox.Brief);
        var count = inbox.List("items", "notifications").Count(entry => entry.GetRawText().Contains(id, StringComparison.Ordinal));
        report.Check("it tells it once", count == 1, $"{count}");

        var audit = new AuditChecks(_product, Auditor, report);
        await audit.RunAsync("briefing", briefing.RequestId, ["briefing_generate", "github_issue_read", "github_pr_read"], cancellationToken);
        if (told is not null)
        {
            await audit.RunAsync(told.Delivery.Name, told.Receipt.RequestId, ["github_webhook_ingest", "briefing_discover"], cancellationToken);
        }

        var entries = await audit.EntriesAsync(briefing.RequestId, cancellationToken);
        var leaks = BriefingChecks.Canaries.Where(canary => entries.Any(entry => entry.GetRawText().Contains(canary, StringComparison.Ordinal))).ToArray();
        report.Check("the audit log holds no body text", leaks.Length == 0, string.Join(", ", leaks));
    }

    private static string? IdOf(ProductAnswer answer)
    {
        var root = answer.Json();
        return root.ValueKind == System.Text.Json.JsonValueKind.Object && root.TryGetProperty("id", out var id) ? id.GetString() : null;
    }

    private static string Describe(IReadOnlyList<PlayedDelivery> played) =>
        string.Join("; ", played.Take(5).Select(one => $"{one.Delivery.Name} -> {(int)one.Receipt.Status} {one.Receipt.Word}"));
}
