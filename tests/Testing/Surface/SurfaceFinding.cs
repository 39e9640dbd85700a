namespace OpenClaw.Testing.Surface;

/// <summary>Something of ours that the pages do not show like this.</summary>
public sealed record SurfaceFinding(string Type, string Member, string Hint)
{
    /// <summary>How the finding is written in a list of accepted members.</summary>
    public string Entry => $"{Type}: {Member}";

    public override string ToString() => Hint.Length == 0 ? Entry : $"{Entry}\n    documented: {Hint}";
}
