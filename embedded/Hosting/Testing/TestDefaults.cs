using System.Reflection;
using Aspire.Hosting.Running;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting.Testing;

/// <summary>What differs from a normal run, unless arguments say otherwise: random ports, own data, no dashboard.</summary>
internal static class TestDefaults
{
    public static void Apply(DistributedApplicationOptions options, HostApplicationBuilderSettings settings)
    {
        var configuration = settings.Configuration ??= new ConfigurationManager();
        var values = new Dictionary<string, string?>
        {
            ["DcpPublisher:RandomizePorts"] = "true",
            ["DcpPublisher:WaitForResourceCleanup"] = "true",
            ["ASPIRE_ALLOW_UNSECURED_TRANSPORT"] = "true",
        };
        var args = settings.Args ?? [];
        if (!args.Any(argument => argument.StartsWith("--data", StringComparison.Ordinal) || argument.StartsWith("--OpenClaw:Data", StringComparison.Ordinal)))
        {
            values["OpenClaw:Data"] = Path.Combine(Path.GetTempPath(), $"openclaw-test-{Guid.NewGuid():N}");
            values["OpenClaw:DeleteData"] = "true";
        }

        configuration.AddInMemoryCollection(values);
        _ = options;
    }

    /// <summary>The variables of the AppHost's first profile become configuration, host names of them without their prefix too.</summary>
    public static void ApplyLaunchProfile(string assemblyName, HostApplicationBuilderSettings settings)
    {
        if (DistributedApplicationBuilder.MetadataOf(Assembly.Load(assemblyName), "apphostprojectpath") is not { } directory)
            return;
        var profile = LaunchProfiles.FirstOf(directory);
        var values = new Dictionary<string, string?>();
        foreach (var (name, value) in profile?.EnvironmentVariables ?? [])
        {
            values[name] = value;
            foreach (var prefix in (string[])["DOTNET_", "ASPNETCORE_"])
            {
                if (name.StartsWith(prefix, StringComparison.Ordinal))
                    values[name[prefix.Length..]] = value;
            }
        }

        settings.Configuration!.AddInMemoryCollection(values);
    }
}
