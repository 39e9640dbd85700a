
namespace OpenClaw.Opa.Cli;

/// <summary><c>run --server</c>: loads paths, opens the doors, starts what the configuration names.</summary>
internal static class RunCommand
{
    private static readonly Flag[] Flags =
    [
        .. PolicyFlags.ForPaths,
        new("server", 's', IsSwitch: true),
        new("addr", 'a'),
        new("diagnostic-addr"),
        new("config-file", 'c'),
        new("set"),
        new("authentication", Default: "off"),
        new("authorization", Default: "off"),
        new("tls-cert-file"),
        new("tls-private-key-file"),
        // Nothing is ever reported anywhere.
        new("disable-telemetry", IsSwitch: true),
        new("log-level", 'l', Default: "info"),
        new("log-format", Default: "json"),
        new("shutdown-grace-period", Default: "10"),
        new("watch", 'w', IsSwitch: true),
    ];

    public static async Task<int> RunAsync(string[] args)
    {
        var arguments = Arguments.Parse(args, Flags);
        if (!arguments.Has("server"))
        {
            throw new UsageException("only the server is available: opa run --server");
        }

        Check(arguments, "authentication", "off", "token");
        Check(arguments, "authorization", "off", "basic");
        await using var app = ServerHost.Build(arguments);
        await app.RunAsync();
        return 0;
    }

    private static void Check(Arguments arguments, string flag, params string[] allowed)
    {
        if (!allowed.Contains(arguments.Text(flag)))
        {
            throw new UsageException($"invalid argument \"{arguments.Text(flag)}\" for \"--{flag}\" flag: must be one of {{{string.Join(',', allowed)}}}");
        }
    }
}
