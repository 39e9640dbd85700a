using OpenClaw.Testing;

namespace OpenClaw.Audit.Tests;

/// <summary>The table in README.md names, for each known weakness of the specification, tests that exist.</summary>
public sealed class KnownWeaknessesTests
{
    [Fact]
    public void EachOfTheSixteen_NamesTestsThatExist() => Assert.Equal(16, ProofTable.Check("Audit.Tests").Count);
}
