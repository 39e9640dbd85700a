using System.Buffers;
using OpenClaw.Rego.Values;

namespace OpenClaw.Rego.Types;

/// <summary>
/// Reads one line of a signature table, for example
/// <c>object.get(object: object[any: any], key: any, default: any) => value: any</c>.
/// </summary>
internal ref struct SignatureReader(ReadOnlySpan<char> text)
{
    private static readonly SearchValues<char> AfterName = SearchValues.Create(":<[,)");
    private static readonly SearchValues<char> AfterType = SearchValues.Create("<[,>]):");

    private ReadOnlySpan<char> _rest = text;

    public (string Name, Signature Signature) Read()
    {
        var name = Until("(");
        Take("(");
        var arguments = new List<(string?, RegoType?)>();
        while (!Peek(")"))
        {
            arguments.Add(Named());
            TryTake(", ");
        }

        Take(")");
        (string?, RegoType?)? result = TryTake(" => ") ? Named() : null;
        return _rest.IsEmpty ? (name, new Signature([.. arguments], result)) : throw Broken();
    }

    private (string?, RegoType?) Named()
    {
        var end = _rest.IndexOfAny(AfterName);
        if (end < 0 || _rest[end] != ':')
        {
            return (null, Type());
        }

        var name = Until(":");
        Take(": ");
        return (name, Type());
    }

    private RegoType Type()
    {
        var end = _rest.IndexOfAny(AfterType);
        var word = (end < 0 ? _rest : _rest[..end]).ToString();
        _rest = _rest[word.Length..];
        switch (word)
        {
            case "null": return RegoType.Null;
            case "boolean": return RegoType.Boolean;
            case "number": return RegoType.Number;
            case "string": return RegoType.String;
            case "any": return Peek("<") ? new UnionType([.. List()]) : RegoType.Any;
            case "array": return new ArrayType(Peek("<") ? [.. List()] : [], Peek("[") ? Bracket() : null);
            case "set": return new SetType(Bracket());
            case "object": return Object();
            default: throw Broken();
        }
    }

    private List<RegoType> List()
    {
        Take("<");
        var types = new List<RegoType>();
        while (!TryTake(">"))
        {
            types.Add(Type());
            TryTake(", ");
        }

        return types;
    }

    private RegoType Bracket()
    {
        Take("[");
        var type = Type();
        Take("]");
        return type;
    }

    private ObjectType Object()
    {
        var fields = new List<(RegoValue, RegoType?)>();
        if (TryTake("<"))
        {
            while (!TryTake(">"))
            {
                var name = Until(":");
                Take(": ");
                fields.Add((new StringValue(name), Type()));
                TryTake(", ");
            }
        }

        if (!TryTake("["))
        {
            return new ObjectType([.. fields], null);
        }

        var key = Type();
        Take(": ");
        var value = Type();
        Take("]");
        return new ObjectType([.. fields], (key, value));
    }

    private string Until(string mark)
    {
        var end = _rest.IndexOf(mark, StringComparison.Ordinal);
        var found = end < 0 ? throw Broken() : _rest[..end].ToString();
        _rest = _rest[end..];
        return found;
    }

    private readonly bool Peek(string mark) => _rest.StartsWith(mark, StringComparison.Ordinal);

    private bool TryTake(string mark)
    {
        var found = Peek(mark);
        _rest = found ? _rest[mark.Length..] : _rest;
        return found;
    }

    private void Take(string mark)
    {
        if (!TryTake(mark))
        {
            throw Broken();
        }
    }

    private readonly InvalidOperationException Broken() => new($"a signature cannot be read at '{_rest}'");
}
