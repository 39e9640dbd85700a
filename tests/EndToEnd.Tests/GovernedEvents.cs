namespace OpenClaw.EndToEnd.Tests;

/// <summary>
/// One row for every subscription, by the name of its file: the service and the operation whose pair of entries handling the
/// event leaves, or why it leaves none.
/// </summary>
internal static class GovernedEvents
{
    private const string Dead = "keeps a message nobody could handle; whoever sent it has recorded what it did";
    private const string Wakes = "fetches the rules; changing them was recorded by whoever changed them";

    public static IReadOnlyDictionary<string, (string? Service, string? Action, string? Reason)> Rows { get; } =
        new Dictionary<string, (string? Service, string? Action, string? Reason)>(StringComparer.Ordinal)
        {
            ["briefing-connector-items"] = ("briefing", "briefing_discover", null),
            ["notification-briefing-ready"] = ("notification", "notification_deliver", null),
            ["gateway-notification-created"] = (null, null, "shows an open window what was delivered under notification_deliver"),
            ["notification-audit-alarm"] = (null, null, "the log under suspicion takes no intents; the evidence and its acknowledgement are the record"),
            ["notification-audit-alarm-dead"] = (null, null, Dead),
            ["audit-audit-entries"] = (null, null, "stores entries; an entry about storing an entry would never end"),
            ["audit-audit-entries-dead"] = (null, null, Dead),
            ["briefing-connector-items-dead"] = (null, null, Dead),
            ["notification-briefing-ready-dead"] = (null, null, Dead),
            ["audit-policy-changed"] = (null, null, Wakes),
            ["briefing-policy-changed"] = (null, null, Wakes),
            ["connector-policy-changed"] = (null, null, Wakes),
            ["gateway-policy-changed"] = (null, null, Wakes),
            ["notification-policy-changed"] = (null, null, Wakes),
            ["policy-policy-changed"] = (null, null, Wakes),
        };
}
