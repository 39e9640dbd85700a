namespace OpenClaw.Connector.Tests.Support;

/// <summary>Makes one named step fail once, before or after it took effect, and counts that it did.</summary>
internal sealed class FaultPlan
{
    private readonly Lock _gate = new();
    private string? _step;

    public int Injected { get; private set; }

    /// <param name="step">Such as <c>before publish</c> or <c>after intent</c>.</param>
    public void FailOnce(string step)
    {
        lock (_gate)
        {
            _step = step;
        }
    }

    public void Before(string step, Func<Exception> failure) => Fail($"before {step}", failure);

    public void After(string step, Func<Exception> failure) => Fail($"after {step}", failure);

    public bool Take(string step)
    {
        lock (_gate)
        {
            if (_step != step)
            {
                return false;
            }

            _step = null;
            Injected++;
            return true;
        }
    }

    private void Fail(string step, Func<Exception> failure)
    {
        if (Take(step))
        {
            throw failure();
        }
    }
}
