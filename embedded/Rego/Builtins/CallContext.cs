using System.Diagnostics;
using OpenClaw.Rego.Evaluate;
using OpenClaw.Rego.Syntax;
using OpenClaw.Rego.Values;

namespace OpenClaw.Rego.Builtins;

/// <summary>What built-ins see of the evaluation, and where they report errors: errors are values until strict mode asks.</summary>
internal sealed class CallContext(EvalContext evaluation)
{
    private const int CharactersPerElement = 8;
    private Dictionary<(string, RegoValue), RegoValue?>? _answers;
    private string _name = "";
    private string? _code;
    private string _message = "";

    public RegoCompileOptions Options { get; private set; } = new();

    public EvalContext Evaluation { get; } = evaluation;

    /// <summary>The built-in that runs.</summary>
    public string Name => _name;

    public long? Now { get; private set; }

    /// <summary>Nanoseconds since 1970, the same for the whole query.</summary>
    public long NowNanoseconds => Now ??= (Options.Clock.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * 100;

    public void Reset(RegoCompileOptions options)
    {
        Options = options;
        Now = null;
        _answers = null;
        _code = null;
    }

    /// <summary>Reports an error of the call's own kind; answers null so that callers can return it.</summary>
    public RegoValue? Fail(string message)
    {
        (_code, _message) = ("eval_builtin_error", $"{_name}: {message}");
        return null;
    }

    /// <summary>Reports an operand of a wrong type.</summary>
    public RegoValue? WrongType(int operand, string expected, RegoValue actual) => TypeError($"operand {operand} must be {expected} but got {actual.TypeName}");

    public RegoValue? TypeError(string message)
    {
        (_code, _message) = ("eval_type_error", $"{_name}: {message}");
        return null;
    }

    /// <summary>For loops inside a built-in: ends the evaluation when its time is over.</summary>
    public void Check() => Evaluation.CheckLimits();

    public bool HasError => _code is not null;

    public RegoValue? Invoke(Builtin builtin, RegoValue[] arguments, Location at)
    {
        Evaluation.Tick();
        if (builtin.IsVolatile)
        {
            return Remembered(builtin, arguments, at);
        }

        return Run(builtin, arguments, at);
    }

    private RegoValue? Run(Builtin builtin, RegoValue[] arguments, Location at)
    {
        _name = builtin.Name;
        var probe = Evaluation.Probe;
        var start = probe is null ? 0 : Stopwatch.GetTimestamp();
        var result = builtin.Function(this, arguments);
        probe?.Called(builtin, arguments, result, start);

        // One call may take long, so that counting calls would notice the end of the time too late.
        Evaluation.CheckLimits();
        if (result is not null)
        {
            _code = null;
            ChargeFor(result);
            return result;
        }

        if (_code is null)
        {
            return null;
        }

        var code = _code;
        _code = null;
        return Options.StrictBuiltinErrors ? throw new RegoException(at.Error(code, _message)) : null;
    }

    /// <summary>Results count towards the size limit, so that doubling a text again and again ends.</summary>
    private void ChargeFor(RegoValue result)
    {
        var size = result is StringValue text ? text.Value.Length / CharactersPerElement : result.Count;
        if (size > 0)
        {
            Evaluation.Charge(size);
        }
    }

    private RegoValue? Remembered(Builtin builtin, RegoValue[] arguments, Location at)
    {
        _answers ??= [];
        var key = (builtin.Name, (RegoValue)new ArrayValue([.. arguments]));
        if (!_answers.TryGetValue(key, out var answer))
        {
            answer = Run(builtin, arguments, at);
            _answers.Add(key, answer);
        }

        return answer;
    }
}
