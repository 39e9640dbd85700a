using OpenClaw.Transparency;

namespace OpenClaw.Audit.Features.Export;

/// <summary>What an export has given so far: counts, and the tree over the leaves of what it gave and withheld.</summary>
internal sealed class ExportTally(long start)
{
    private readonly Frontier _leaves = new();

    public long Start { get; } = start;

    /// <summary>The number from which on nothing has been looked at.</summary>
    public long Next { get; set; } = start;

    public long Given { get; private set; }

    public long Withheld { get; private set; }

    /// <summary>Numbers whose entries neither the database nor an archive holds.</summary>
    public long Missing { get; private set; }

    public void Give(byte[] leaf)
    {
        _leaves.Append(leaf);
        Given++;
    }

    public void Withhold(byte[] leaf)
    {
        _leaves.Append(leaf);
        Withheld++;
    }

    public void Miss() => Missing++;

    public byte[] Root() => _leaves.Root();
}
