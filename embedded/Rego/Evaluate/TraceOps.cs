namespace OpenClaw.Rego.Evaluate;

// Steps between the steps of a traced plan.

/// <summary>Stands in front of a literal: it failed when its end was not reached once.</summary>
internal sealed class TraceEvalOp(Tracer tracer, TracePoint point, int temp) : Op
{
    public override bool Run(Frame frame)
    {
        tracer.On(TraceStep.Eval, point, frame);
        frame.Temps[temp] = null;
        var stop = Next.Run(frame);
        if (frame.Temps[temp] is null)
        {
            tracer.On(TraceStep.Fail, point, frame);
        }

        return stop;
    }
}

/// <summary>Stands behind a literal: coming back here means looking for its next solution.</summary>
internal sealed class TraceHoldsOp(Tracer tracer, TracePoint point, int temp) : Op
{
    public override bool Run(Frame frame)
    {
        frame.Temps[temp] = this;
        if (Next.Run(frame))
        {
            return true;
        }

        tracer.On(TraceStep.Redo, point, frame);
        return false;
    }
}

internal sealed class TraceEnterOp(Tracer tracer, TracePoint point) : Op
{
    public override bool Run(Frame frame)
    {
        tracer.On(TraceStep.Enter, point, frame);
        var stop = Next.Run(frame);
        tracer.On(TraceStep.Leave, point, frame);
        return stop;
    }
}

internal sealed class TraceExitOp(Tracer tracer, TracePoint point) : Op
{
    public override bool Run(Frame frame)
    {
        tracer.On(TraceStep.Exit, point, frame);
        if (Next.Run(frame))
        {
            return true;
        }

        tracer.On(TraceStep.Redo, point, frame);
        return false;
    }
}
