using System.Text.Json;
using System.Text.Json.Nodes;
using OpenClaw.Contracts;

namespace OpenClaw.ServiceDefaults.Policy;

/// <summary>Reads what the rules answered: <c>{result, policy, reason, constraints}</c>.</summary>
public static class PolicyVerdict
{
    /// <summary>Null when the answer is not understood in full; then it must not be acted on.</summary>
    public static PolicyDecision? Read(JsonNode? answer, string version)
    {
        if (answer is not JsonObject verdict
            || Text(verdict, "result") is not { } word
            || Text(verdict, "policy") is not { } policy
            || Text(verdict, "reason") is not { } reason
            || ResultOf(word) is not { } result)
        {
            return null;
        }

        return verdict["constraints"] switch
        {
            null => new PolicyDecision(result, policy, version, reason),
            JsonObject constraints => new PolicyDecision(result, policy, version, reason) { Constraints = (JsonObject)constraints.DeepClone() },
            _ => null,
        };
    }

    private static string? Text(JsonObject verdict, string name) =>
        verdict[name] is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : null;

    private static PolicyResult? ResultOf(string word) => word switch
    {
        "allow" => PolicyResult.Allow,
        "deny" => PolicyResult.Deny,
        "require_approval" => PolicyResult.RequireApproval,
        _ => null,
    };
}
