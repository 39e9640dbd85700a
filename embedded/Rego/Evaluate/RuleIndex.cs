using OpenClaw.Rego.Compile;

namespace OpenClaw.Rego.Evaluate;

/// <summary>Picks the rules of a set that can match, by the value of one document path that they compare with constants.</summary>
internal sealed class RuleIndex
{
    private readonly Node? _path;
    private readonly Dictionary<Values.RegoValue, List<RulePlan>> _byValue = [];
    private readonly List<RulePlan> _others = [];
    private readonly List<RulePlan> _all;

    public RuleIndex(List<RulePlan> rules, Node? path, Func<RulePlan, Values.RegoValue?> constant)
    {
        _all = rules;
        _path = path;
        SameConstant = rules.Count > 0 && rules[0].Constant is { } first && rules.TrueForAll(rule => rule.Constant is { } other && other.Equals(first) && rule.Else is null);
        if (path is null)
        {
            return;
        }

        foreach (var value in rules.Select(constant).OfType<Values.RegoValue>().Distinct())
        {
            _byValue[value] = rules.FindAll(rule => constant(rule) is not { } own || own.Equals(value));
        }

        _others = rules.FindAll(rule => constant(rule) is null);
    }

    /// <summary>All rules yield one and the same constant: the first success is the answer.</summary>
    public bool SameConstant { get; }

    public List<RulePlan> Select(EvalContext context)
    {
        if (_path is null)
        {
            return _all;
        }

        var frame = context.Enter(1, 1);
        var value = _path.Eval(frame);
        context.Leave();
        return value is not null && _byValue.TryGetValue(value, out var rules) ? rules : _others;
    }
}
