using System.Runtime.CompilerServices;
using System.Xml.Linq;

namespace OpenClaw.Architecture.Tests;

/// <summary>The repository as text: what the rules are checked against.</summary>
internal static class SourceTree
{
    public static string Root { get; } = FindRoot();

    public static IReadOnlyList<string> Services { get; } =
        ["Gateway", "Policy", "Audit", "Briefing", "Connector", "Notification"];

    /// <summary>C# files below a folder of the repository, without build output.</summary>
    public static IEnumerable<SourceFile> Sources(string folder) =>
        Directory.EnumerateFiles(Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories)
            .Where(path => !path.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)
                && !path.Contains($"{Path.DirectorySeparatorChar}bin{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .Select(path => new SourceFile(Path.GetRelativePath(Root, path).Replace('\\', '/'), File.ReadAllText(path)));

    public static IEnumerable<string> Projects(string folder) =>
        Directory.EnumerateFiles(Path.Combine(Root, folder), "*.csproj", SearchOption.AllDirectories);

    /// <summary>Project references of a project file, relative to the repository root.</summary>
    public static IEnumerable<string> ReferencesOf(string project) =>
        XDocument.Load(project).Descendants("ProjectReference")
            .Select(reference => (string)reference.Attribute("Include")!)
            .Select(include => Path.GetRelativePath(Root, Path.GetFullPath(include.Replace('\\', '/'), Path.GetDirectoryName(project)!)).Replace('\\', '/'));

    private static string FindRoot([CallerFilePath] string thisFile = "")
    {
        for (var folder = new DirectoryInfo(Path.GetDirectoryName(thisFile)!); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "OpenClaw.Aspire.sln")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException("The repository root was not found above this source file.");
    }
}

internal sealed record SourceFile(string Path, string Text)
{
    /// <summary>Line numbers on which the text occurs, for readable failures.</summary>
    public IEnumerable<string> LinesWith(System.Text.RegularExpressions.Regex pattern) =>
        Text.Split('\n')
            .Select((line, index) => (line, number: index + 1))
            .Where(entry => !entry.line.TrimStart().StartsWith("//", StringComparison.Ordinal) && pattern.IsMatch(entry.line))
            .Select(entry => $"{Path}:{entry.number}: {entry.line.Trim()}");
}
