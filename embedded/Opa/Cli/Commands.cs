using OpenClaw.Opa.Core;
using OpenClaw.Opa.Loading;
using OpenClaw.Rego;

namespace OpenClaw.Opa.Cli;

/// <summary>Finds the command and turns failures into messages and exit codes.</summary>
internal static class Commands
{
    private const string Usage = """
        Usage: opa <command> [flags]

          bench     measure a query
          build     write a bundle
          check     parse and compile
          eval      evaluate a query
          fmt       format sources
          inspect   show what a bundle or folder holds
          parse     print a syntax tree
          run       start the server (--server)
          test      run tests
          version   print the version
        """;

    public static async Task<int> RunAsync(string[] args)
    {
        try
        {
            return args switch
            {
                ["eval", .. var rest] => EvalCommand.Run(rest),
                ["check", .. var rest] => CheckCommand.Run(rest),
                ["test", .. var rest] => TestCommand.Run(rest),
                ["fmt", .. var rest] => FmtCommand.Run(rest),
                ["build", .. var rest] => BuildCommand.Run(rest),
                ["inspect", .. var rest] => InspectCommand.Run(rest),
                ["bench", .. var rest] => BenchCommand.Run(rest),
                ["parse", .. var rest] => ParseCommand.Run(rest),
                ["run", .. var rest] => await RunCommand.RunAsync(rest),
                ["version", ..] => Version(),
                [] or ["help" or "-h" or "--help", ..] => Print(Usage),
                [var unknown, ..] => throw new UsageException($"unknown command \"{unknown}\" for \"opa\""),
            };
        }
        catch (Exception error) when (error is UsageException or BundleException or OpaException or IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync("error: " + error.Message);
            return 1;
        }
        catch (RegoException error)
        {
            await Console.Error.WriteLineAsync(ErrorJson.Lines(error.Errors));
            return 1;
        }
    }

    private static int Version() => Print($"Version: {OpaVersion.Number}\nBuild: {OpaVersion.Build}\nPlatform: {System.Runtime.InteropServices.RuntimeInformation.RuntimeIdentifier}\nRuntime: {System.Runtime.InteropServices.RuntimeInformation.FrameworkDescription}\nRego Version: v1");

    private static int Print(string text)
    {
        Console.WriteLine(text);
        return 0;
    }
}
