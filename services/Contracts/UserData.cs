using System.Text.Json.Nodes;

namespace OpenClaw.Contracts;

/// <summary>Whose data the audit service asks the other services for, or asks them to delete.</summary>
public sealed record UserDataRequest(string TenantId, string UserId);

/// <summary>How much of each kind a service deleted; zero when there was nothing (any more).</summary>
public sealed record UserDataErased(IReadOnlyDictionary<string, int> Counts);

/// <summary>What a service holds about a person, by kind.</summary>
public sealed record UserDataExport(JsonObject Data);

/// <summary>Where every service that holds data about persons answers for it.</summary>
public static class UserDataRoutes
{
    public const string Export = "/internal/user-data/export";
    public const string Erase = "/internal/user-data/erase";
}
