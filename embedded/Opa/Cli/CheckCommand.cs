using OpenClaw.Opa.Core;
using OpenClaw.Rego;

namespace OpenClaw.Opa.Cli;

/// <summary><c>check</c>: says nothing when everything compiles, otherwise all findings.</summary>
internal static class CheckCommand
{
    public static int Run(string[] args)
    {
        var arguments = Arguments.Parse(args, [.. PolicyFlags.ForPaths, new("format", 'f', Default: "pretty"), new("max-errors", 'm', Default: "10")]);
        if (arguments.Rest.Count == 0)
        {
            throw new UsageException("specify at least one file");
        }

        try
        {
            var options = PolicyFlags.Options(arguments);
            var files = PolicyFlags.LoadPaths(arguments, options.V0Compatible);
            PolicyFlags.Compile(files, options);
            return 0;
        }
        catch (RegoException error)
        {
            Console.Error.WriteLine(arguments.Text("format") == "json"
                ? Json.Write(Json.Object(("errors", ErrorJson.Of(error.Errors))), pretty: true)
                : ErrorJson.Lines(error.Errors));
            return 1;
        }
    }
}
