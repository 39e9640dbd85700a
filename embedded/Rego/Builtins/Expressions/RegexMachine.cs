using System.Text;

namespace OpenClaw.Rego.Builtins.Expressions;

/// <summary>
/// Follows all ways through a program at once, the preferred one first, so that time grows with the text alone. It finds where
/// matches and their groups are, and can be stopped at any character.
/// </summary>
internal sealed class RegexMachine(MachineProgram program, int groups, string text, Action check)
{
    private const int StepsPerCheck = 4096;
    private readonly MachineStep[] _steps = program.Steps;
    private readonly int _width = (groups + 1) * 2;
    private readonly Stack<(int Step, int[]? Restore)> _stack = new();
    private Threads _now = new(program.Steps.Length);
    private Threads _next = new(program.Steps.Length);
    private int _work;

    /// <summary>Positions of the whole match and of all groups, -1 where a group took no part; null without a match.</summary>
    public int[]? Match(int from)
    {
        int[]? found = null;
        _now.Clear();
        for (var position = from; ;)
        {
            var rune = RuneAt(text, position, out var length);
            if (found is null)
            {
                var places = new int[_width];
                Array.Fill(places, -1);
                places[0] = position;
                Add(_now, 0, position, places);
            }

            if (_now.Count == 0 && found is not null)
            {
                return found;
            }

            _next.Clear();
            for (var i = 0; i < _now.Count; i++)
            {
                var (at, places) = _now[i];
                Count();
                if (_steps[at].Kind == StepKind.Done)
                {
                    found = (int[])places.Clone();
                    found[1] = position;
                    // What follows in the list is less preferred.
                    break;
                }

                if (rune >= 0 && _steps[at].Set!.Contains(rune))
                {
                    Add(_next, _steps[at].Next, position + length, places);
                }
            }

            (_now, _next) = (_next, _now);
            if (rune < 0)
            {
                return found;
            }

            position += length;
        }
    }

    private void Count()
    {
        if (++_work % StepsPerCheck == 0)
        {
            check();
        }
    }

    /// <summary>The character at a position, a unit without its pair as itself; -1 at the end.</summary>
    public static int RuneAt(string text, int position, out int length)
    {
        length = 1;
        if (position >= text.Length)
        {
            return -1;
        }

        if (char.IsSurrogate(text[position]) && Rune.TryGetRuneAt(text, position, out var rune))
        {
            length = 2;
            return rune.Value;
        }

        return text[position];
    }

    /// <summary>Adds a step and all that are reached from it without a character.</summary>
    private void Add(Threads threads, int first, int position, int[] places)
    {
        _stack.Push((first, null));
        while (_stack.TryPop(out var entry))
        {
            places = entry.Restore ?? places;
            var at = entry.Step;
            if (at < 0 || !threads.Reach(at))
            {
                continue;
            }

            Count();
            var step = _steps[at];
            switch (step.Kind)
            {
                case StepKind.Fork:
                    _stack.Push((step.Other, places));
                    _stack.Push((step.Next, places));
                    break;
                case StepKind.Jump:
                    _stack.Push((step.Next, places));
                    break;
                case StepKind.Save when step.Other >= places.Length:
                    // Nobody asked for groups.
                    _stack.Push((step.Next, places));
                    break;
                case StepKind.Save:
                    var saved = (int[])places.Clone();
                    saved[step.Other] = position;
                    _stack.Push((step.Next, saved));
                    break;
                case StepKind.Anchor when Holds((Anchor)step.Other, position):
                    _stack.Push((step.Next, places));
                    break;
                case StepKind.Runes or StepKind.Done:
                    threads.Add(at, places);
                    break;
                default:
                    break;
            }
        }
    }

    private bool Holds(Anchor anchor, int position) => anchor switch
    {
        Anchor.TextStart => position == 0,
        Anchor.TextEnd => position == text.Length,
        Anchor.LineStart => position == 0 || text[position - 1] == '\n',
        Anchor.LineEnd => position == text.Length || text[position] == '\n',
        Anchor.WordEdge => IsWord(position - 1) != IsWord(position),
        _ => IsWord(position - 1) == IsWord(position),
    };

    private bool IsWord(int position) =>
        position >= 0 && position < text.Length && (char.IsAsciiLetterOrDigit(text[position]) || text[position] == '_');

    /// <summary>Steps waiting for a character, in order of preference; each at most once.</summary>
    private sealed class Threads(int size)
    {
        private readonly int[] _reached = new int[size];
        private readonly List<(int, int[])> _list = [];
        private int _round = 1;

        public int Count => _list.Count;

        public (int Step, int[] Places) this[int index] => _list[index];

        public bool Reach(int step)
        {
            var isNew = _reached[step] != _round;
            _reached[step] = _round;
            return isNew;
        }

        public void Add(int step, int[] places) => _list.Add((step, places));

        public void Clear()
        {
            _list.Clear();
            _round++;
        }
    }
}
