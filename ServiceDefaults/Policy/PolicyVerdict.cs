using System.Text.Json;
using System.Text.Json.Nodes;
using OpenClaw.Contracts;

namespace OpenClaw.ServiceDefaults.Policy;

/// <summary>Reads what the rules answered: <c>{result, policy, reason, constraints}</c>.</summary>
public static class PolicyVerdict
{
    /// <summary>
    /// Null when the answer is not understood in full; then it must not be acted on. The decision takes the constraints out of the
    /// answer: a copy of them would cost as much as reading the rest.
    /// </summary>
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

        switch (verdict["constraints"])
        {
            case null:
                return new PolicyDecision(result, policy, version, reason);
            case JsonObject constraints:
                verdict.Remove("constraints");
                return new PolicyDecision(result, policy, version, reason) { Constraints = constraints };
            default:
                return null;
        }
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
