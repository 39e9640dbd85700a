using OpenClaw.Testing;

namespace OpenClaw.Policy.Tests;

/// <summary>The tables in README.md name, for everything that was to be built or avoided, tests that exist.</summary>
public sealed class ProofTests
{
    [Fact]
    public void EveryRow_NamesTestsThatExist()
    {
        IEnumerable<string> expected =
        [
            .. Numbers('B', 10), .. Numbers('P', 6),
            .. Numbers('W', 22), .. Numbers('A', 17),
        ];

        Assert.Equal(expected, ProofTable.Check("Policy.Tests").Distinct());
    }

    private static IEnumerable<string> Numbers(char part, int last) => Enumerable.Range(1, last).Select(number => $"{part}{number}");
}
