namespace OpenClaw.Testing.Audit;

/// <summary>Programs of the repository as built beside this one, in the same configuration.</summary>
internal static class BuiltPrograms
{
    private static readonly DirectoryInfo Output = new(AppContext.BaseDirectory);

    public static string Of(string folder, string assembly) =>
        Path.Combine(SolutionPaths.Root, folder, "bin", Output.Parent!.Name, Output.Name, assembly);
}
