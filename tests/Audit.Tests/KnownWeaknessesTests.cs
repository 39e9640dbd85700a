using OpenClaw.Testing;

namespace OpenClaw.Audit.Tests;

/// <summary>The tables in README.md name, for each section and each known weakness of the specification, tests that exist.</summary>
public sealed class KnownWeaknessesTests
{
    [Fact]
    public void EachSection_AndEachOfTheSixteen_NamesTestsThatExist() => Assert.Equal(
        [
            .. Enumerable.Range(1, 14).Select(section => $"S{section}"),
            .. Enumerable.Range(1, 6).Select(check => $"C{check}"),
            .. Enumerable.Range(1, 16).Select(weakness => $"{weakness}"),
        ],
        ProofTable.Check("Audit.Tests").Distinct());
}
