using System.Text.Json.Nodes;

namespace OpenClaw.Rego.Conformance;

/// <summary>One case of the suite; see the suite's own README for the meaning of its fields.</summary>
public sealed record ConformanceCase(string File, int Index, string Note, IReadOnlyList<string> Modules, string Query, JsonNode? Data,
    bool HasInput, JsonNode? Input, string? InputTerm, JsonArray? WantResult, string? WantError, string? WantErrorCode, bool Strict, bool SortBindings)
{
    public string Category => Path.GetFileName(Path.GetDirectoryName(File))!;

    public string Name => $"{Category}/{Path.GetFileName(File)}[{Index}] {Note}";
}
