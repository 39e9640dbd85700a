using OpenClaw.Rego.Evaluate;

namespace OpenClaw.Opa.Explain;

/// <summary>Writes down what an evaluation does.</summary>
internal sealed class TraceRecorder : Tracer
{
    // Some 100 MB. A longer story tells nobody more; its end is marked.
    private const int MaxEvents = 100_000;

    private static readonly TracePoint Nothing = new(null, null, [], []);

    private readonly List<TraceEvent> _events = [];
    private readonly Stack<int> _running = new();
    private TracePoint _last = Nothing;
    private int _queries;

    public IReadOnlyList<TraceEvent> Events => _events;

    public override void On(TraceStep step, TracePoint point, Frame frame)
    {
        if (step == TraceStep.Leave)
        {
            _running.Pop();
            return;
        }

        if (step == TraceStep.Enter)
        {
            _running.Push(_queries++);
        }

        _last = point;
        Add(step switch { TraceStep.Enter => "enter", TraceStep.Eval => "eval", TraceStep.Fail => "fail", TraceStep.Exit => "exit", _ => "redo" },
            point, [.. point.Locals(frame)], null);
    }

    public override void Note(string message) => Add("note", _last, [], message);

    private void Add(string op, TracePoint point, IReadOnlyList<(string, Rego.Values.RegoValue)> locals, string? message)
    {
        if (_events.Count > MaxEvents)
        {
            return;
        }

        var parent = _running.Skip(1).FirstOrDefault();
        var isInside = point.Literal is not null || op == "note";
        _events.Add(_events.Count < MaxEvents
            ? new TraceEvent(op, _running.FirstOrDefault(), parent, isInside ? _running.Count : _running.Count - 1, point, locals, message)
            : new TraceEvent("note", 0, 0, 0, Nothing, [], "the explanation is cut off here"));
    }
}
