using OpenClaw.Rego.Builtins;
using OpenClaw.Rego.Syntax;
using OpenClaw.Rego.Values;

namespace OpenClaw.Rego.Evaluate;

/// <summary>The state of one evaluation. This part holds limits, frames and errors; the other reads documents.</summary>
internal sealed partial class EvalContext
{
    private const int TicksPerCheck = 256;

    /// <summary>Calls with so many arguments or more are too rare to keep arrays for.</summary>
    private const int MaxRented = 8;

    /// <summary>Collections that grew beyond this are not kept: their memory would stay with the thread.</summary>
    private const int MaxKept = 256;

    [ThreadStatic]
    private static EvalContext? _spare;

    private readonly List<Frame> _frames = [];
    private readonly Stack<RegoValue[]>[] _arguments = [.. Enumerable.Range(0, MaxRented).Select(_ => new Stack<RegoValue[]>())];
    private readonly Stack<List<RegoValue>> _lists = new();
    private readonly Stack<HashSet<RegoValue>> _sets = new();
    private PolicySnapshot _policy;
    private RegoLimits _limits = RegoLimits.Default;
    private CancellationToken _cancellation;
    private World _root;
    private long _deadline;
    private int _depth;
    private int _ticks;
    private long _steps;
    private long _elements;

    private EvalContext(PolicySnapshot policy)
    {
        _policy = policy;
        _root = World = new World(null, policy.Data, policy.NodeCount);
        Calls = new CallContext(this);
    }

    public World World { get; set; }

    public CallContext Calls { get; }

    public PolicySnapshot Policy => _policy;

    /// <summary>Listens to this evaluation; null for nearly all.</summary>
    public EvalProbe? Probe { get; private set; }

    /// <summary>The context of this thread's last evaluation, or a new one. Give it back with <see cref="Return()"/>.</summary>
    public static EvalContext Rent(PolicySnapshot policy, RegoValue? input, RegoLimits limits, CancellationToken cancellation, EvalProbe? probe = null)
    {
        var context = _spare ?? new EvalContext(policy);
        _spare = null;
        context.Probe = probe;
        context.Start(policy, input, limits, cancellation);
        return context;
    }

    public void Return()
    {
        Probe = null;
        _spare = this;
    }

    private void Start(PolicySnapshot policy, RegoValue? input, RegoLimits limits, CancellationToken cancellation)
    {
        if (!ReferenceEquals(policy, _policy))
        {
            _policy = policy;
            _root = new World(null, policy.Data, policy.NodeCount);
        }

        _limits = limits;
        _cancellation = cancellation;
        _deadline = limits.Timeout == System.Threading.Timeout.InfiniteTimeSpan
            ? long.MaxValue
            : Environment.TickCount64 + (long)limits.Timeout.TotalMilliseconds;
        (_depth, _ticks, _steps, _elements) = (0, TicksPerCheck, 0, 0);
        _root.Reset(input);
        World = _root;
        Calls.Reset(policy.Options);
        if (cancellation.IsCancellationRequested)
        {
            CheckLimits();
        }
    }

    /// <summary>Counts one iteration or call and looks at the limits now and then.</summary>
    public void Tick()
    {
        if (--_ticks == 0)
        {
            _ticks = TicksPerCheck;
            _steps += TicksPerCheck;
            CheckLimits();
        }
    }

    /// <summary>Counts elements of a value under construction.</summary>
    public void Charge(long elements)
    {
        _elements += elements;
        if (_elements > _limits.MaxElements)
        {
            throw Cancelled("the evaluation builds more elements than its limit allows");
        }

        Tick();
    }

    public void CheckLimits()
    {
        if (_cancellation.IsCancellationRequested)
        {
            throw Cancelled("caller cancelled query execution");
        }

        if (Environment.TickCount64 > _deadline)
        {
            throw Cancelled("the evaluation took longer than its limit allows");
        }

        if (_steps > _limits.MaxSteps)
        {
            throw Cancelled("the evaluation took more steps than its limit allows");
        }
    }

    public CancellationToken Cancellation => _cancellation;

    public Frame Enter(int slots, int temps)
    {
        Tick();
        System.Runtime.CompilerServices.RuntimeHelpers.EnsureSufficientExecutionStack();
        if (_depth >= _limits.MaxDepth)
        {
            throw new RegoException(new RegoError("eval_internal_error", "rules and functions call each other too deeply", null, 0, 0));
        }

        if (_depth == _frames.Count)
        {
            _frames.Add(new Frame(this));
        }

        var frame = _frames[_depth++];
        frame.Reserve(slots, temps);
        return frame;
    }

    public void Leave() => _depth--;

    /// <summary>An array for the arguments of one call, with whatever is in it. Give it back after the call.</summary>
    public RegoValue[] RentArguments(int count) =>
        count < _arguments.Length && _arguments[count].TryPop(out var array) ? array : new RegoValue[count];

    public void ReturnArguments(RegoValue[] array)
    {
        if (array.Length < _arguments.Length)
        {
            _arguments[array.Length].Push(array);
        }
    }

    /// <summary>An empty list. Give it back when nobody reads it any more; after an exception it is left behind.</summary>
    public List<RegoValue> RentList() => _lists.TryPop(out var list) ? list : [];

    public void Return(List<RegoValue> list)
    {
        if (list.Capacity <= MaxKept)
        {
            list.Clear();
            _lists.Push(list);
        }
    }

    /// <summary>An empty set, under the same terms.</summary>
    public HashSet<RegoValue> RentSet() => _sets.TryPop(out var set) ? set : [];

    public void Return(HashSet<RegoValue> set)
    {
        if (set.Capacity <= MaxKept)
        {
            set.Clear();
            _sets.Push(set);
        }
    }

    public static RegoException Conflict(Location at, string message) => new(at.Error("eval_conflict_error", message));

    private static RegoException Cancelled(string message) => new(new RegoError("eval_cancel_error", message, null, 0, 0));
}
