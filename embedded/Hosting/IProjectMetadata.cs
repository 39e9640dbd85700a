using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

/// <summary>A project of the solution; generated classes implement it.</summary>
public interface IProjectMetadata : IResourceAnnotation
{
    string ProjectPath { get; }

    LaunchSettings? LaunchSettings => null;

    bool SuppressBuild => false;

    bool IsFileBasedApp => ProjectPath.EndsWith(".cs", StringComparison.Ordinal);
}

/// <summary>Content of <c>Properties/launchSettings.json</c>.</summary>
public sealed class LaunchSettings
{
    public Dictionary<string, LaunchProfile> Profiles { get; set; } = [];
}

public sealed class LaunchProfile
{
    public string? CommandName { get; set; }

    public string? CommandLineArgs { get; set; }

    public string? ApplicationUrl { get; set; }

    public Dictionary<string, string> EnvironmentVariables { get; set; } = [];
}

internal sealed class ProjectPathMetadata(string projectPath) : IProjectMetadata
{
    public string ProjectPath { get; } = projectPath;
}

/// <summary>Choices when adding a project.</summary>
public sealed class ProjectResourceOptions
{
    public string? LaunchProfileName { get; set; }

    public bool ExcludeLaunchProfile { get; set; }

    public bool ExcludeKestrelEndpoints { get; set; }
}
