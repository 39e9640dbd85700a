namespace OpenClaw.Simulators.GitHub.Seed;

/// <summary>A second company, so that a mix-up of tenants would show.</summary>
internal static class GlobexLabs
{
    public static IReadOnlyList<SeedRepository> Build(DateTimeOffset anchor) =>
    [
        new RepositoryBuilder(82001, "globex-labs", "telemetry", isPrivate: true, "Numbers from the field", 71002, anchor)
            .Milestone("Spring", 24 * 9)
            .Issue("Counters jump back after a reboot", "gus-gh", ["vera-gh"], ["bug"], 5, "TEL-9 collects the cases.", "Spring")
            .Issue("Keep one year of samples", "gus-gh", ["vera-gh"], ["enhancement"], 90, "Asked for by the auditors.")
            .Issue("Remove the test sensor", "vera-gh", [], ["cleanup"], 200, "Done.", closed: true)
            .Pull("Persist counters", "gus-gh", ["vera-gh"], "tel-9-persist", 4, "Fixes #1.", milestone: "Spring")
            .Build(),
    ];
}
