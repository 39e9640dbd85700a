using System.Text.Json;
using OpenClaw.Contracts;

namespace OpenClaw.Policy.Features.Documents;

/// <summary>The ordered words of spec/policy.md 2.</summary>
internal static class Ladders
{
    public const string SelfHosted = "self-hosted";

    public static IReadOnlyList<string> Levels { get; } = ["public", "internal", "confidential", "restricted"];

    /// <summary>Permissive to strict.</summary>
    public static IReadOnlyList<string> Autonomy { get; } = ["autonomous", "notify", "approve", "block"];

    /// <summary>Weak to strong; <c>read_write</c> is the other spelling of <c>write</c>.</summary>
    public static IReadOnlyList<string> Permissions { get; } = ["read", "write", "admin"];

    public static IReadOnlyList<string> OverridePermissions { get; } = ["read", "read_write"];

    public static IReadOnlyList<string> Connectors { get; } = ["gmail", "gcal", "jira", "github", "gdrive"];

    public static IReadOnlyList<string> ExchangeTypes { get; } = ["information_query", "commitment_request", "meeting_scheduling"];

    public static IReadOnlyList<string> Roles { get; } =
        ["enterprise_admin", "org_admin", "team_lead", "user", "auditor", "operator"];

    /// <summary>Kinds of entries in the audit log, as entries spell them.</summary>
    public static IReadOnlyList<string> ActionTypes { get; } =
        [.. Enum.GetNames<AuditActionType>().Select(JsonNamingPolicy.SnakeCaseLower.ConvertName)];

    public static int Level(string word) => Levels.IndexOf(word);

    public static int StrictnessOf(string autonomy) => Autonomy.IndexOf(autonomy);

    public static int Strength(string permission) => permission switch
    {
        "read" => 0,
        "write" or "read_write" => 1,
        _ => 2,
    };

    private static int IndexOf(this IReadOnlyList<string> words, string word)
    {
        for (var index = 0; index < words.Count; index++)
        {
            if (words[index] == word)
            {
                return index;
            }
        }

        return -1;
    }
}
