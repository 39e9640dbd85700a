namespace OpenClaw.Rego.Values;

/// <summary>Finds a key among distinct keys: a scan when there are few, a hash table built at first use otherwise.</summary>
internal static class KeyTable
{
    private const int ScanLimit = 8;

    /// <param name="table">Where the owner of the keys keeps the table; null until it is needed.</param>
    public static int Find(RegoValue[] keys, RegoValue key, ref int[]? table)
    {
        if (keys.Length <= ScanLimit)
        {
            return Scan(keys, key);
        }

        var buckets = table ??= Build(keys);
        var mask = buckets.Length - 1;
        for (var slot = Spread(key) & mask; ; slot = (slot + 1) & mask)
        {
            var index = buckets[slot] - 1;
            if (index < 0)
            {
                return -1;
            }

            if (keys[index].Equals(key))
            {
                return index;
            }
        }
    }

    private static int Spread(RegoValue key)
    {
        var hash = (uint)key.GetHashCode() * 0x9E3779B1u;
        return (int)(hash >> 3);
    }

    private static int Scan(RegoValue[] keys, RegoValue key)
    {
        for (var i = 0; i < keys.Length; i++)
        {
            if (keys[i].Equals(key))
            {
                return i;
            }
        }

        return -1;
    }

    private static int[] Build(RegoValue[] keys)
    {
        var size = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)keys.Length * 2);
        var buckets = new int[size];
        for (var i = 0; i < keys.Length; i++)
        {
            var slot = Spread(keys[i]) & (size - 1);
            while (buckets[slot] != 0)
            {
                slot = (slot + 1) & (size - 1);
            }

            buckets[slot] = i + 1;
        }

        return buckets;
    }
}
