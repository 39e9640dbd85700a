namespace Aspire.Hosting.Running;

/// <summary>A process to start.</summary>
internal sealed record ProcessSpec(string FileName, IReadOnlyList<string> Arguments, string WorkingDirectory)
{
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Account to run as; only possible, and only used, when this process is root.</summary>
    public string? User { get; init; }

    public int StopSignal { get; init; } = UnixProcess.SigTerm;

    /// <summary>How long the process may take to end by itself before it is killed.</summary>
    public TimeSpan StopLimit { get; init; } = TimeSpan.FromSeconds(4);
}
