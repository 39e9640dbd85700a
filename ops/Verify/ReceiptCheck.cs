using System.Text;
using System.Text.Json;
using OpenClaw.Transparency;

namespace OpenClaw.Verify;

/// <summary>Whether a receipt proves its entry.</summary>
internal static class ReceiptCheck
{
    public static int Run(Arguments arguments, TextWriter output)
    {
        var (entry, proof) = Read(File.ReadAllText(arguments.File));
        if ((proof.Problem(Encoding.UTF8.GetBytes(entry), arguments.Keys) ?? arguments.Witnesses.Problem(proof.Checkpoint)) is { } problem)
        {
            output.WriteLine($"NOT VERIFIED: {problem}");
            return Verdict.Refuted;
        }

        var checkpoint = Checkpoint.Parse(proof.Checkpoint.Text)!;
        output.WriteLine($"verified: entry {proof.Index} of {checkpoint.Origin}, signed with {checkpoint.Size} entries{arguments.Witnesses}");
        output.WriteLine(entry);
        return Verdict.Verified;
    }

    private static (string Entry, InclusionReceipt Proof) Read(string text)
    {
        try
        {
            using var receipt = JsonDocument.Parse(text);
            var entry = receipt.RootElement.GetProperty("entry").GetString();
            var proof = InclusionReceipt.Parse(receipt.RootElement.GetProperty("proof").GetString() ?? "");
            return entry is not null && proof is not null ? (entry, proof) : throw new UnreadableException("The receipt's proof cannot be read.");
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new UnreadableException($"This is no receipt: {exception.Message}");
        }
    }
}
