namespace OpenClaw.Rego.Builtins.Expressions;

internal enum StepKind
{
    Runes,
    Fork,
    Save,
    Anchor,
    Jump,
    Done,
}

/// <param name="Next">Where to go on; of a fork the way tried first.</param>
/// <param name="Other">The second way of a fork, the place of a save, or the kind of an anchor.</param>
internal readonly record struct MachineStep(StepKind Kind, int Next, int Other, RuneSet? Set);

/// <summary>A tree as steps of a machine that follows all ways at once.</summary>
internal sealed class MachineProgram
{
    /// <summary>Far beyond what RE2's own limits let through.</summary>
    private const int MaxSteps = 500_000;

    private readonly List<MachineStep> _steps = [];

    private MachineProgram()
    {
    }

    public MachineStep[] Steps { get; private set; } = [];

    public static MachineProgram Of(RegexNode root)
    {
        var program = new MachineProgram();
        program.Add(root);
        program.Emit(StepKind.Done);
        program.Steps = [.. program._steps];
        return program;
    }

    private int Emit(StepKind kind, int other = 0, RuneSet? set = null)
    {
        if (_steps.Count >= MaxSteps)
        {
            throw new FormatException("expression too large");
        }

        _steps.Add(new MachineStep(kind, _steps.Count + 1, other, set));
        return _steps.Count - 1;
    }

    private void Add(RegexNode node)
    {
        switch (node)
        {
            case RunesNode runes:
                Emit(StepKind.Runes, 0, runes.Set);
                break;
            case SequenceNode list:
                foreach (var item in list.Items)
                {
                    Add(item);
                }

                break;
            case ChoiceNode list:
                Choice(list);
                break;
            case RepeatNode repeat:
                Repeat(repeat);
                break;
            case CaptureNode group:
                Emit(StepKind.Save, group.Index * 2);
                Add(group.Item);
                Emit(StepKind.Save, (group.Index * 2) + 1);
                break;
            case AnchorNode anchor:
                Emit(StepKind.Anchor, (int)anchor.Kind);
                break;
            default:
                break;
        }
    }

    private void Choice(ChoiceNode list)
    {
        var ends = new List<int>();
        for (var i = 0; i < list.Items.Count; i++)
        {
            if (i == list.Items.Count - 1)
            {
                Add(list.Items[i]);
                break;
            }

            var fork = Emit(StepKind.Fork);
            Add(list.Items[i]);
            ends.Add(Emit(StepKind.Jump));
            Branch(fork, fork + 1, _steps.Count, greedy: true);
        }

        ends.ForEach(end => _steps[end] = _steps[end] with { Next = _steps.Count });
    }

    private void Repeat(RepeatNode repeat)
    {
        for (var i = 0; i < repeat.Min - (repeat.Max < 0 ? 1 : 0); i++)
        {
            Add(repeat.Item);
        }

        if (repeat.Max < 0)
        {
            Loop(repeat.Item, repeat.Min > 0, repeat.Greedy);
            return;
        }

        // Each further time only after the one before: (x(x(x)?)?)?
        var forks = new List<int>();
        for (var i = repeat.Min; i < repeat.Max; i++)
        {
            forks.Add(Emit(StepKind.Fork));
            Add(repeat.Item);
        }

        forks.ForEach(fork => Branch(fork, fork + 1, _steps.Count, repeat.Greedy));
    }

    /// <summary>One or more times, or none as well: an empty item must not keep the loop from ending where Go ends it.</summary>
    private void Loop(RegexNode item, bool atLeastOnce, bool greedy)
    {
        var skip = atLeastOnce ? -1 : Emit(StepKind.Fork);
        var start = _steps.Count;
        Add(item);
        var again = Emit(StepKind.Fork);
        Branch(again, start, _steps.Count, greedy);
        if (skip >= 0)
        {
            Branch(skip, skip + 1, _steps.Count, greedy);
        }
    }

    private void Branch(int fork, int into, int past, bool greedy) =>
        _steps[fork] = _steps[fork] with { Next = greedy ? into : past, Other = greedy ? past : into };
}
