using System.Text.Json;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Running;

/// <summary>Chooses and applies a project's launch profile.</summary>
internal static class LaunchProfiles
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { ReadCommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    public static (string Name, LaunchProfile Profile)? Choose(IDistributedApplicationBuilder builder, IProjectMetadata metadata, ProjectResourceOptions options)
    {
        if (options.ExcludeLaunchProfile || Read(metadata) is not { Profiles.Count: > 0 } settings)
            return null;
        if (options.LaunchProfileName is { } wanted)
        {
            return settings.Profiles.TryGetValue(wanted, out var named)
                ? (wanted, named)
                : throw new DistributedApplicationException($"'{metadata.ProjectPath}' has no launch profile '{wanted}'.");
        }

        var preferred = builder.Configuration["AppHost:DefaultLaunchProfileName"] ?? builder.Configuration["DOTNET_LAUNCH_PROFILE"];
        if (preferred is not null && settings.Profiles.TryGetValue(preferred, out var found))
            return (preferred, found);
        var first = settings.Profiles.FirstOrDefault(entry => entry.Value.CommandName is null or "" or "Project" or "Executable");
        return first.Value is null ? null : (first.Key, first.Value);
    }

    public static void Apply(IResourceBuilder<ProjectResource> project, string name, LaunchProfile profile)
    {
        var counts = new Dictionary<string, int>();
        foreach (var url in (profile.ApplicationUrl ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(text => new Uri(text)))
        {
            var number = counts[url.Scheme] = counts.GetValueOrDefault(url.Scheme) + 1;
            project.WithEndpoint(number == 1 ? url.Scheme : url.Scheme + number, endpoint =>
            {
                endpoint.UriScheme = url.Scheme;
                endpoint.Transport = "http";
                endpoint.Port = project.ApplicationBuilder.ExecutionContext.IsRunMode ? url.Port : null;
                endpoint.TargetHost = url.Host;
            });
        }

        if (project.ApplicationBuilder.ExecutionContext.IsPublishMode)
            return;
        project.WithEnvironment(context =>
        {
            context.EnvironmentVariables.TryAdd("DOTNET_LAUNCH_PROFILE", name);
            foreach (var (key, value) in profile.EnvironmentVariables)
            {
                context.EnvironmentVariables.TryAdd(key, Environment.ExpandEnvironmentVariables(value));
            }
        });
    }

    public static LaunchProfile? FirstOf(string projectDirectory) =>
        Read(new ProjectPathMetadata(Path.Combine(projectDirectory, "AppHost.csproj")))?.Profiles.Values.FirstOrDefault();

    private static LaunchSettings? Read(IProjectMetadata metadata)
    {
        if (metadata.LaunchSettings is { } given)
            return given;
        var file = Path.Combine(Path.GetDirectoryName(metadata.ProjectPath)!, "Properties", "launchSettings.json");
        return File.Exists(file) ? JsonSerializer.Deserialize<LaunchSettings>(File.ReadAllText(file), Json) : null;
    }
}
