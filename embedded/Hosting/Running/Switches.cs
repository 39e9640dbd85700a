using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting.Running;

/// <summary>Command line switches of the embedded platform, as configuration keys.</summary>
internal static class Switches
{
    private static readonly (string From, string To)[] Aliases =
    [
        ("operation", "AppHost:Operation"), ("step", "Pipeline:Step"), ("output-path", "Pipeline:OutputPath"),
        ("publisher", "Publishing:Publisher"), ("data", "OpenClaw:Data"),
    ];

    /// <summary>The configuration provider knows only pairs, so flags without a value get one.</summary>
    public static string[] Translate(string[] args)
    {
        var result = new List<string>();
        for (var index = 0; index < args.Length; index++)
        {
            var (argument, next) = (args[index], index + 1 < args.Length ? args[index + 1] : null);
            if (argument is "--fresh")
                result.Add("--OpenClaw:Fresh=true");
            else if (argument is "--no-install")
                result.Add("--OpenClaw:NoInstall=true");
            else if (argument is "--replicas" && next is not null && next.Contains('=', StringComparison.Ordinal))
                result.Add($"--OpenClaw:Replicas:{args[++index]}");
            else
                result.Add(argument);
        }

        return [.. result];
    }

    public static void Apply(IConfiguration configuration)
    {
        foreach (var (from, to) in Aliases)
        {
            if (configuration[from] is { Length: > 0 } value)
                configuration[to] = value;
        }
    }
}
