using System.Text.Json.Nodes;

namespace OpenClaw.Policy.Features.Documents;

/// <summary>A document that was read and found right.</summary>
/// <param name="Content">All fields in the table's order, sets sorted and without repeats, so that equal meaning is equal text.</param>
internal sealed record PolicyDocument(string Domain, JsonObject Content)
{
    /// <summary>The document, or null and every fault in the order of the text.</summary>
    public static PolicyDocument? Read(string domain, string text, out IReadOnlyList<DocumentFault> faults)
    {
        try
        {
            var reader = new DocumentReader(PolicyDomains.All[domain]);
            var content = reader.Read(SourceReader.Read(text));
            faults = [.. reader.Faults.OrderBy(fault => fault.Line).ThenBy(fault => fault.Column)];
            return faults.Count == 0 ? new PolicyDocument(domain, content) : null;
        }
        catch (DocumentSyntaxException exception)
        {
            faults = [exception.Fault];
            return null;
        }
    }
}
