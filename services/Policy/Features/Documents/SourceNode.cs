namespace OpenClaw.Policy.Features.Documents;

/// <summary>A value of a document together with the place where it is written; both count from one.</summary>
internal abstract record SourceNode(int Line, int Column);

/// <summary>Text, number, truth value or nothing.</summary>
/// <param name="Value">A string, bool, long, decimal or null.</param>
internal sealed record SourceScalar(int Line, int Column, object? Value) : SourceNode(Line, Column);

internal sealed record SourceList(int Line, int Column, IReadOnlyList<SourceNode> Items) : SourceNode(Line, Column);

internal sealed record SourceMap(int Line, int Column, IReadOnlyList<SourceMember> Members) : SourceNode(Line, Column);

internal sealed record SourceMember(string Name, int Line, int Column, SourceNode Value);

/// <summary>Something in a document that is not as it has to be.</summary>
/// <param name="Path">Where in the document, such as <c>connectors.gmail.permissions</c>; empty for the whole.</param>
public sealed record DocumentFault(string Path, int Line, int Column, string Message);

/// <summary>The text is no YAML or JSON, or more than a policy may be.</summary>
internal sealed class DocumentSyntaxException(int line, int column, string message) : Exception(message)
{
    public DocumentFault Fault { get; } = new("", line, column, message);
}
