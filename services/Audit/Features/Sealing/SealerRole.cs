namespace OpenClaw.Audit.Features.Sealing;

/// <summary>Whether this replica is the one that seals now; work that only one need do goes with it.</summary>
internal sealed class SealerRole
{
    private volatile bool _isElected;

    public bool IsElected
    {
        get => _isElected;
        set => _isElected = value;
    }
}
