using OpenClaw.Rego.Syntax;
using OpenClaw.Rego.Values;

namespace OpenClaw.Rego.Evaluate;

/// <summary>The object that rules with computed heads build together. No rule may reach into or over another's value.</summary>
internal sealed class TreeBuilder
{
    /// <summary>Up to so many keys are looked through one by one.</summary>
    private const int FewKeys = 8;

    private RegoValue[]? _keys;
    private object[] _places = [];
    private int _count;
    private Dictionary<RegoValue, int>? _index;
    private HashSet<RegoValue>? _members;
    private RegoValue? _leaf;

    public void AddLeaf(IReadOnlyList<RegoValue> path, RegoValue value, Location at)
    {
        if (path.Count == 0)
        {
            _leaf = _members is null && _keys is null && (_leaf is null || _leaf.Equals(value)) ? value : throw Conflict(at);
            return;
        }

        var parent = Descend(path, path.Count - 1, at);
        parent.MustBeOpen(at);
        var place = parent.Find(path[^1]);
        if (place < 0)
        {
            parent.Add(path[^1], value);
        }
        else if (!value.Equals(parent._places[place] as RegoValue))
        {
            throw Conflict(at);
        }
    }

    public void AddMember(IReadOnlyList<RegoValue> path, RegoValue member, Location at) => Members(path, at).Add(member);

    public void AddSet(IReadOnlyList<RegoValue> path, SetValue members, Location at) => Members(path, at).UnionWith(members.Items);

    public void AddObject(IReadOnlyList<RegoValue> path)
    {
        if (path.Count > 0)
        {
            var parent = Descend(path, path.Count - 1, Location.None);
            parent.MustBeOpen(Location.None);
            if (parent.Find(path[^1]) is var place and >= 0 && parent._places[place] is RegoValue)
            {
                return;
            }
        }

        var target = Descend(path, path.Count, Location.None);
        if (target._leaf is null && target._members is null)
        {
            target._keys ??= [];
        }
    }

    public RegoValue Build()
    {
        if (_leaf is not null || _members is not null)
        {
            return _leaf ?? SetValue.From(_members!);
        }

        var (keys, values) = (new RegoValue[_count], new RegoValue[_count]);
        for (var i = 0; i < _count; i++)
        {
            (keys[i], values[i]) = (_keys![i], _places[i] as RegoValue ?? ((TreeBuilder)_places[i]).Build());
        }

        return ObjectValue.From(keys, values);
    }

    private static RegoException Conflict(Location at) => EvalContext.Conflict(at, EmitValueOp.Keys);

    private HashSet<RegoValue> Members(IReadOnlyList<RegoValue> path, Location at)
    {
        var place = Descend(path, path.Count, at);
        return place._leaf is not null || place._keys is not null ? throw Conflict(at) : place._members ??= [];
    }

    /// <summary>The place after the first steps of a path, made where it is missing.</summary>
    private TreeBuilder Descend(IReadOnlyList<RegoValue> path, int steps, Location at)
    {
        var here = this;
        for (var i = 0; i < steps; i++)
        {
            here.MustBeOpen(at);
            var place = here.Find(path[i]);
            here = place < 0
                ? (TreeBuilder)here.Add(path[i], new TreeBuilder())
                : here._places[place] as TreeBuilder ?? throw Conflict(at);
        }

        return here;
    }

    private void MustBeOpen(Location at)
    {
        if (_leaf is not null || _members is not null)
        {
            throw Conflict(at);
        }
    }

    private int Find(RegoValue key)
    {
        if (_index is not null)
        {
            return _index.TryGetValue(key, out var place) ? place : -1;
        }

        for (var i = 0; i < _count; i++)
        {
            if (_keys![i].Equals(key))
            {
                return i;
            }
        }

        return -1;
    }

    private object Add(RegoValue key, object place)
    {
        if (_keys is null || _count == _keys.Length)
        {
            Array.Resize(ref _keys, Math.Max(4, _count * 2));
            Array.Resize(ref _places, _keys.Length);
        }

        (_keys[_count], _places[_count]) = (key, place);
        _index?.Add(key, _count);
        if (++_count == FewKeys && _index is null)
        {
            _index = [];
            for (var i = 0; i < _count; i++)
            {
                _index.Add(_keys[i], i);
            }
        }

        return place;
    }
}
