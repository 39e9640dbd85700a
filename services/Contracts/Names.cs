namespace OpenClaw.Contracts;

/// <summary>Dapr app ids of the six services.</summary>
public static class AppIds
{
    public const string Gateway = "gateway";
    public const string Policy = "policy";
    public const string Audit = "audit";
    public const string Briefing = "briefing";
    public const string Connector = "connector";
    public const string Notification = "notification";
}

/// <summary>Names of the Dapr components under <c>components/</c>.</summary>
public static class ComponentNames
{
    /// <summary>Durable publish/subscribe; the replicas of one app share a queue.</summary>
    public const string PubSub = "pubsub";

    /// <summary>Publish/subscribe in which every replica receives every event and nothing waits for an absent one.</summary>
    public const string Broadcast = "broadcast";

    public const string StateStore = "statestore";
    public const string Cache = "cache";
    public const string Lock = "lock";
    public const string Configuration = "configuration";
    public const string Secrets = "secrets";

    /// <summary>Output binding (bindings.http) to the company's chat webhook.</summary>
    public const string ChatWebhook = "chat-webhook";

    /// <summary>HTTPEndpoint of the GitHub REST API.</summary>
    public const string GitHubApi = "github-api";
}

/// <summary>Topic names. A topic's dead letters go to <c>&lt;topic&gt;.dead</c>.</summary>
public static class Topics
{
    public const string ConnectorItems = "connector.items";
    public const string ConnectorStatus = "connector.status";
    public const string TaskChanged = "task.changed";
    public const string BriefingReady = "briefing.ready";
    public const string NotificationCreated = "notification.created";
    public const string PolicyChanged = "policy.changed";
    public const string AuditEntries = "audit.entries";
    public const string AuditAlarm = "audit.alarm";

    public static string DeadLetterOf(string topic) => topic + ".dead";
}

/// <summary>Headers that carry meaning between services.</summary>
public static class HeaderNames
{
    public const string RequestId = "X-Request-Id";
    public const string PolicyVersion = "X-Policy-Version";

    /// <summary>Seconds since that version was known to be the newest.</summary>
    public const string PolicyAge = "X-Policy-Age";
    public const string IdempotencyKey = "Idempotency-Key";

    /// <summary>Set by the calling sidecar; only meaningful behind a verified <see cref="DaprApiToken"/>.</summary>
    public const string DaprCallerAppId = "dapr-caller-app-id";

    /// <summary>The app API token: proof that a call came through this app's own sidecar.</summary>
    public const string DaprApiToken = "dapr-api-token";
}
