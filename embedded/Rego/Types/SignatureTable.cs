using System.Collections.Frozen;

namespace OpenClaw.Rego.Types;

/// <summary>The signatures of all built-ins, in OPA's words; one line each in <c>Signatures.txt</c>.</summary>
internal static class SignatureTable
{
    private static readonly FrozenDictionary<string, Signature> All = Read();

    public static Signature? Find(string name) => All.GetValueOrDefault(name);

    private static FrozenDictionary<string, Signature> Read()
    {
        using var stream = typeof(SignatureTable).Assembly.GetManifestResourceStream("OpenClaw.Rego.Types.Signatures.txt")
            ?? throw new InvalidOperationException("the signature table is missing");
        using var reader = new StreamReader(stream);
        var found = new List<(string Name, Signature Signature)>();
        while (reader.ReadLine() is { } line)
        {
            if (line.Length > 0 && line[0] != '#')
            {
                found.Add(new SignatureReader(line).Read());
            }
        }

        return found.ToFrozenDictionary(entry => entry.Name, entry => entry.Signature);
    }
}
