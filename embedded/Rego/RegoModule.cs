namespace OpenClaw.Rego;

/// <summary>One policy source. <paramref name="Path"/> names it in messages and need not exist on disk.</summary>
/// <param name="Path">The name that error locations carry.</param>
/// <param name="Source">The Rego text.</param>
public sealed record RegoModule(string Path, string Source);
