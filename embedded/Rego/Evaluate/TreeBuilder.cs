using OpenClaw.Rego.Syntax;
using OpenClaw.Rego.Values;

namespace OpenClaw.Rego.Evaluate;

/// <summary>The object that rules with computed heads build together. No rule may reach into or over another's value.</summary>
internal sealed class TreeBuilder
{
    private Dictionary<RegoValue, TreeBuilder>? _children;
    private HashSet<RegoValue>? _members;
    private RegoValue? _leaf;

    public void AddLeaf(IReadOnlyList<RegoValue> path, RegoValue value, Location at)
    {
        var place = Descend(path, at);
        if (place._members is not null || place._children is not null || (place._leaf is not null && !place._leaf.Equals(value)))
        {
            throw EvalContext.Conflict(at, "object keys must be unique");
        }

        place._leaf = value;
    }

    public void AddMember(IReadOnlyList<RegoValue> path, RegoValue member, Location at) => Members(path, at).Add(member);

    public void AddSet(IReadOnlyList<RegoValue> path, SetValue members, Location at) => Members(path, at).UnionWith(members.Items);

    public void AddObject(IReadOnlyList<RegoValue> path)
    {
        var place = Descend(path, Location.None);
        if (place._leaf is null && place._members is null)
        {
            place._children ??= [];
        }
    }

    public RegoValue Build()
    {
        if (_leaf is not null)
        {
            return _leaf;
        }

        return _members is not null
            ? SetValue.From(_members)
            : ObjectValue.From((_children ?? []).Select(child => KeyValuePair.Create(child.Key, child.Value.Build())));
    }

    private HashSet<RegoValue> Members(IReadOnlyList<RegoValue> path, Location at)
    {
        var place = Descend(path, at);
        return place._leaf is not null || place._children is not null
            ? throw EvalContext.Conflict(at, "object keys must be unique")
            : place._members ??= [];
    }

    private TreeBuilder Descend(IReadOnlyList<RegoValue> path, Location at)
    {
        var place = this;
        foreach (var key in path)
        {
            if (place._leaf is not null || place._members is not null)
            {
                throw EvalContext.Conflict(at, "object keys must be unique");
            }

            place._children ??= [];
            if (!place._children.TryGetValue(key, out var next))
            {
                next = new TreeBuilder();
                place._children.Add(key, next);
            }

            place = next;
        }

        return place;
    }
}
