using OpenClaw.Rego.Values;

namespace OpenClaw.Rego.Yaml;

/// <summary>
/// Aliases of aliases make a document of a few lines as large as one likes. Read, it shares its parts; written out it would not.
/// </summary>
internal static class YamlSize
{
    private const long Limit = 4_000_000;

    public static void Check(RegoValue root)
    {
        if (Of(root, new Dictionary<RegoValue, long>(ReferenceEqualityComparer.Instance)) > Limit)
        {
            throw new YamlException("document contains excessive aliasing");
        }
    }

    /// <summary>All values in a value, counted as often as they occur; each shared one is counted out once.</summary>
    private static long Of(RegoValue value, Dictionary<RegoValue, long> known)
    {
        System.Runtime.CompilerServices.RuntimeHelpers.EnsureSufficientExecutionStack();
        var items = value switch { ArrayValue array => array.Items, ObjectValue obj => obj.Values, _ => [] };
        if (items.Length == 0)
        {
            return 1;
        }

        if (known.TryGetValue(value, out var size))
        {
            return size;
        }

        size = 1;
        foreach (var item in items)
        {
            size = Math.Min(size + Of(item, known), Limit + 1);
        }

        known[value] = size;
        return size;
    }
}
