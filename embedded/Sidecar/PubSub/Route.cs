using System.Text.Json;
using OpenClaw.Sidecar.Expressions;
using OpenClaw.Sidecar.Resources;

namespace OpenClaw.Sidecar.PubSub;

/// <summary>The compiled routing rules of a subscription.</summary>
internal sealed class Route
{
    private readonly IReadOnlyList<(Expression? Match, string Path)> _rules;
    private readonly string? _default;

    public Route(SubscriptionResource subscription)
    {
        _rules = [.. subscription.Rules.Select(rule => (rule.Match.Length == 0 ? null : Expression.Compile(rule.Match, "event"), rule.Path))];
        _default = subscription.DefaultPath is { Length: > 0 } path ? path : null;
    }

    /// <summary>The path of the first hit; null when no rule hits and there is no default.</summary>
    /// <exception cref="ExpressionException">A rule looks at a field that does not exist.</exception>
    public string? Find(JsonElement incoming)
    {
        foreach (var (match, path) in _rules)
        {
            if (match is null || match.Test(_ => incoming))
            {
                return path;
            }
        }
        return _default;
    }
}
