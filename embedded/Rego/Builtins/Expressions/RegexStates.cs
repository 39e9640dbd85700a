namespace OpenClaw.Rego.Builtins.Expressions;

/// <summary>
/// Tells whether a text has a match, at the cost of a look into a table for each character: a state is the set of steps that
/// <see cref="RegexMachine"/> would follow there, and is made when a text first leads to it (the lazy DFA of RE2).
/// .NET's non-backtracking engine does the same but errs (10.0): with a time limit it calls a text a match whose last character
/// comes too late, and without one at the last character after its ten thousandth state.
/// </summary>
internal sealed class RegexStates
{
    /// <summary>Room for the steps and ways of states: some 0.5 MB of a pattern at most. A text that needs more is for the machine.</summary>
    private const int MaxCells = 64 * 1024;
    private const int MaxSteps = 4000;
    private const int MaxClassWork = 200_000;
    private const int CharactersPerCheck = 4096;
    private const int Ascii = 128;

    private static readonly State Found = new([], Neighbour.Edge, 0);
    private static readonly State Lost = new([], Neighbour.Edge, 0);
    private static readonly RuneSet Newlines = RuneSet.Of(('\n', '\n'));
    private static readonly RuneSet WordRunes = RuneSet.Of(('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z'));

    private readonly MachineStep[] _steps;
    private readonly bool _isAnchored;
    private readonly bool _knowsLines;
    private readonly bool _knowsWords;

    /// <summary>Where each range of characters begins that no set of the pattern tells apart, and which class it is of.</summary>
    private readonly int[] _from;
    private readonly int[] _classOf;
    private readonly int[] _asciiClass = new int[Ascii];

    /// <summary>A character of each class; after them stands the end of the text, which is a class of its own.</summary>
    private readonly int[] _sample;
    private readonly State _first;

    private readonly Lock _making = new();
    private readonly Dictionary<string, State> _states = new(StringComparer.Ordinal);
    private readonly Stack<int> _stack = new();
    private readonly int[] _reached;
    private int _round;
    private int _cells;

    private RegexStates(MachineStep[] steps, RuneSet[] sets, int[] from)
    {
        _steps = steps;
        _isAnchored = Array.Find(steps, step => step.Kind != StepKind.Save) is { Kind: StepKind.Anchor, Other: (int)Anchor.TextStart };
        (_knowsLines, _knowsWords) = (sets.Contains(Newlines), sets.Contains(WordRunes));
        _from = from;
        var classes = new Dictionary<string, int>(StringComparer.Ordinal);
        var sample = new List<int>();
        _classOf = Array.ConvertAll(from, rune =>
        {
            var alike = string.Concat(sets.Select(set => set.Contains(rune) ? '1' : '0'));
            if (classes.TryAdd(alike, sample.Count))
            {
                sample.Add(rune);
            }

            return classes[alike];
        });
        _sample = [.. sample];
        for (var rune = 0; rune < Ascii; rune++)
        {
            _asciiClass[rune] = Find(rune);
        }

        _reached = new int[steps.Length];
        _first = new State([0], Neighbour.Edge, End + 1);
    }

    /// <summary>What is before or after a place, as far as anchors of the pattern ask for it.</summary>
    private enum Neighbour
    {
        Edge,
        Newline,
        Word,
        Other,
    }

    private int End => _sample.Length;

    /// <summary>Null for a pattern that is too large for it.</summary>
    public static RegexStates? TryMake(MachineProgram program)
    {
        if (program.Steps.Length > MaxSteps)
        {
            return null;
        }

        var sets = program.Steps.Where(step => step.Kind == StepKind.Runes).Select(step => step.Set!).ToHashSet();
        foreach (var step in program.Steps.Where(step => step.Kind == StepKind.Anchor))
        {
            if ((Anchor)step.Other is Anchor.LineStart or Anchor.LineEnd)
            {
                sets.Add(Newlines);
            }
            else if ((Anchor)step.Other is Anchor.WordEdge or Anchor.NoWordEdge)
            {
                sets.Add(WordRunes);
            }
        }

        int[] from = [.. sets.SelectMany(set => set.Ranges).SelectMany(range => (int[])[range.From, range.To + 1]).Append(0).Distinct().Order()];
        return (long)from.Length * sets.Count > MaxClassWork ? null : new RegexStates(program.Steps, [.. sets], from);
    }

    /// <summary>Null when the text leads to more states than there is room for.</summary>
    public bool? IsMatch(string text, CallContext? call)
    {
        var state = _first;
        for (var (position, checkedTo) = (0, 0); ;)
        {
            if (position - checkedTo >= CharactersPerCheck)
            {
                call?.Evaluation.CheckLimits();
                checkedTo = position;
            }

            var kind = End;
            if (position < text.Length)
            {
                var rune = RegexMachine.RuneAt(text, position, out var length);
                kind = rune < Ascii ? _asciiClass[rune] : Find(rune);
                position += length;
            }

            var next = state.Next[kind] ?? Make(state, kind);
            if (next is null)
            {
                return null;
            }

            if (ReferenceEquals(next, Found) || ReferenceEquals(next, Lost))
            {
                return ReferenceEquals(next, Found);
            }

            state = next;
        }
    }

    private int Find(int rune)
    {
        var place = Array.BinarySearch(_from, rune);
        return _classOf[place >= 0 ? place : ~place - 1];
    }

    private State? Make(State state, int kind)
    {
        lock (_making)
        {
            return state.Next[kind] ??= After(state, kind);
        }
    }

    /// <summary>Where a state leads: it is known before the character is taken whether a match ends there.</summary>
    private State? After(State state, int kind)
    {
        var rune = kind == End ? -1 : _sample[kind];
        var (after, following) = (NeighbourOf(rune), new List<int>());
        _round++;
        Array.ForEach(state.Steps, _stack.Push);
        if (!_isAnchored)
        {
            // A match may begin anywhere.
            _stack.Push(0);
        }

        while (_stack.TryPop(out var at))
        {
            if (_reached[at] == _round)
            {
                continue;
            }

            _reached[at] = _round;
            var step = _steps[at];
            switch (step.Kind)
            {
                case StepKind.Done:
                    _stack.Clear();
                    return Found;
                case StepKind.Runes when rune >= 0 && step.Set!.Contains(rune):
                    following.Add(step.Next);
                    break;
                case StepKind.Fork:
                    _stack.Push(step.Other);
                    _stack.Push(step.Next);
                    break;
                case StepKind.Jump or StepKind.Save:
                case StepKind.Anchor when Holds((Anchor)step.Other, state.Before, after):
                    _stack.Push(step.Next);
                    break;
                default:
                    break;
            }
        }

        return rune < 0 || (_isAnchored && following.Count == 0) ? Lost : StateOf([.. following.Distinct().Order()], after);
    }

    private State? StateOf(int[] steps, Neighbour before)
    {
        var key = string.Concat(steps.Append((int)before).Select(number => (char)number));
        if (!_states.TryGetValue(key, out var state) && (_cells += steps.Length + End) <= MaxCells)
        {
            state = _states[key] = new State(steps, before, End + 1);
        }

        return state;
    }

    private Neighbour NeighbourOf(int rune) => rune switch
    {
        < 0 => Neighbour.Edge,
        '\n' when _knowsLines => Neighbour.Newline,
        _ => _knowsWords && WordRunes.Contains(rune) ? Neighbour.Word : Neighbour.Other,
    };

    private static bool Holds(Anchor anchor, Neighbour before, Neighbour after) => anchor switch
    {
        Anchor.TextStart => before == Neighbour.Edge,
        Anchor.TextEnd => after == Neighbour.Edge,
        Anchor.LineStart => before is Neighbour.Edge or Neighbour.Newline,
        Anchor.LineEnd => after is Neighbour.Edge or Neighbour.Newline,
        Anchor.WordEdge => (before == Neighbour.Word) != (after == Neighbour.Word),
        _ => (before == Neighbour.Word) == (after == Neighbour.Word),
    };

    /// <param name="steps">The steps to go on from, in order.</param>
    /// <param name="before">What the state's last character was.</param>
    /// <param name="classes">How many classes there are, with the end of the text.</param>
    private sealed class State(int[] steps, Neighbour before, int classes)
    {
        public int[] Steps => steps;

        public Neighbour Before => before;

        /// <summary>By class; null where nobody has been yet. Read without the lock: a state does not change once it stands here.</summary>
        public State?[] Next { get; } = new State?[classes];
    }
}
