using System.Text.Json.Nodes;
using OpenClaw.Opa.Bundles;
using OpenClaw.Opa.Server;
using OpenClaw.Rego;

namespace OpenClaw.Opa.Commands;

/// <summary><c>opa run --server</c>.</summary>
internal static class RunCommand
{
    /// <summary>OPA's own address since 1.0: loopback only.</summary>
    private const string DefaultAddress = "127.0.0.1:8181";

    public static async Task<int> RunAsync(Arguments arguments, TextWriter output)
    {
        if (!arguments.Has("server", "s"))
        {
            throw new UsageException("only --server is offered; there is no interactive shell");
        }

        var configuration = arguments.Last("c", "config-file") is { } file ? RegoYaml.Read(await File.ReadAllTextAsync(file)) as JsonObject ?? [] : [];
        var source = Source.Load(arguments.Operands, arguments.All("b", "bundle"));
        var options = new ServerOptions(configuration, arguments.Last("authorization") ?? "off");
        var compile = new RegoCompileOptions { V0Compatible = arguments.Has("v0-compatible"), Print = Console.Error.WriteLine };
        var address = (arguments.Last("a", "addr") ?? DefaultAddress).Replace("http://", "", StringComparison.Ordinal);
        await using var app = OpaServer.Build(source, options, address.StartsWith(':') ? "127.0.0.1" + address : address, compile);
        await app.StartAsync();
        await output.WriteLineAsync($"listening on {string.Join(' ', app.Urls)}");
        await app.WaitForShutdownAsync();
        return 0;
    }
}
