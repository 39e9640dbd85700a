namespace OpenClaw.Sidecar.Expressions;

/// <summary>Values of names during one evaluation; macros add their own variable in front.</summary>
internal sealed class Scope(Func<string, object?> variables)
{
    private readonly Scope? _outer;
    private readonly string? _name;
    private readonly object? _value;

    private Scope(Scope outer, string name, object? value)
        : this(static _ => null)
    {
        (_outer, _name, _value) = (outer, name, value);
    }

    public Scope With(string name, object? value) => new(this, name, value);

    public object? Get(string name) => _outer is null ? variables(name) : name == _name ? _value : _outer.Get(name);
}
