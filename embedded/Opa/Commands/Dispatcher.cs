using OpenClaw.Rego;

namespace OpenClaw.Opa.Commands;

/// <summary>Finds the command and turns its errors into OPA's exit codes: 1 for an error, 2 for a failed check.</summary>
internal static class Dispatcher
{
    private const string Usage = """
        usage: opa <command> [flags]

          eval     evaluate a query                 -d data -i input -b bundle -f json|pretty|values|raw <query>
          check    parse and compile modules        [--strict] [--v0-compatible] <path>...
          test     run rules whose name starts with test_   [-v] [-r regex] [-f pretty|json] <path>...
          bench    measure a query                  -d data -i input [--count n] <query>
          build    write a bundle                   -o file [--revision text] [--root path] <path>...
          inspect  show what a bundle contains      <bundle>
          parse    print the syntax tree            <file>
          run      serve the REST API               --server [--addr host:port] [-c config] [-b] <path>...
        """;

    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter error)
    {
        var arguments = new Arguments(args.Skip(1));
        try
        {
            switch (args.FirstOrDefault())
            {
                case "eval":
                    return await EvalCommand.RunAsync(arguments, output);
                case "check":
                    return CheckCommand.Run(arguments, output);
                case "test":
                    return TestCommand.Run(arguments, output);
                case "bench":
                    return await BenchCommand.RunAsync(arguments, output);
                case "build":
                    return BuildCommand.Run(arguments, output);
                case "inspect":
                    return InspectCommand.Run(arguments, output);
                case "parse":
                    return ParseCommand.Run(arguments, output);
                case "run":
                    return await RunCommand.RunAsync(arguments, output);
                default:
                    await error.WriteLineAsync(Usage);
                    return 1;
            }
        }
        catch (RegoException failure)
        {
            await error.WriteLineAsync(failure.Errors.Count == 1 ? $"1 error occurred: {failure.Errors[0]}" : $"{failure.Errors.Count} errors occurred:\n{failure.Message}");
            return 1;
        }
        catch (Exception failure) when (failure is IOException or UsageException or UnauthorizedAccessException or System.Text.Json.JsonException)
        {
            await error.WriteLineAsync("error: " + failure.Message);
            return 1;
        }
    }
}

/// <summary>A command line that means nothing.</summary>
internal sealed class UsageException(string message) : Exception(message);
