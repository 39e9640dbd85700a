using OpenClaw.Opa.Core;
using OpenClaw.Opa.Explain;
using OpenClaw.Opa.Loading;
using OpenClaw.Rego;
using OpenClaw.Rego.Values;

namespace OpenClaw.Opa.Cli;

/// <summary><c>eval</c>: one query, its solutions in the wished form. Exit code 2 on errors, 1 where <c>--fail</c> says so.</summary>
internal static class EvalCommand
{
    private static readonly Flag[] Flags =
    [
        .. PolicyFlags.All,
        new("input", 'i'),
        new("stdin-input", 'I', IsSwitch: true),
        new("stdin", IsSwitch: true),
        new("format", 'f', Default: "json"),
        new("package"),
        new("import"),
        new("fail", IsSwitch: true),
        new("fail-defined", IsSwitch: true),
        new("strict-builtin-errors", IsSwitch: true),
        new("metrics", IsSwitch: true),
        new("instrument", IsSwitch: true),
        new("coverage", IsSwitch: true),
        new("count", Default: "1"),
        new("timeout", Default: "0s"),
        new("explain", Default: "off"),
        new("partial", 'p', IsSwitch: true),
        new("unknowns", 'u'),
        new("disable-inlining"),
    ];

    public static int Run(string[] args)
    {
        var arguments = Arguments.Parse(args, Flags);
        var format = arguments.Text("format");
        if (format is not ("json" or "values" or "bindings" or "pretty" or "raw" or "discard" or "source"))
        {
            throw new UsageException($"invalid argument \"{format}\" for \"-f, --format\" flag: must be one of {{json,values,bindings,pretty,source,raw,discard}}");
        }

        var metrics = new Server.RequestMetrics(arguments.Has("instrument"));
        try
        {
            return Evaluate(arguments, format, metrics);
        }
        catch (Exception error) when (error is RegoException or BundleException or OpaException)
        {
            IReadOnlyList<RegoError> errors = error is RegoException rego ? rego.Errors : [new RegoError("", error.Message, null, 0, 0)];
            return Fail(errors, format);
        }
    }

    private static int Evaluate(Arguments arguments, string format, Server.RequestMetrics metrics)
    {
        var query = arguments.Has("stdin") ? Console.In.ReadToEnd() : arguments.Rest is [var only] ? only : throw new UsageException("specify query argument or --stdin");
        var coverage = arguments.Has("coverage") ? new Coverage() : null;
        var options = PolicyFlags.Options(arguments) with
        {
            StrictBuiltinErrors = arguments.Has("strict-builtin-errors"),
            Print = text => Print(text, coverage),
        };
        var files = metrics.Time("rego_load_files", () => PolicyFlags.Load(arguments, options.V0Compatible));
        files = coverage?.Instrument(files) ?? files;
        var state = metrics.Time("rego_module_compile", () => PolicyFlags.Compile(files, options, metrics.ModuleStages));
        var input = metrics.Time("rego_input_parse", () => Input(arguments));
        var package = arguments.Last("package") ?? (arguments.All("import").Count > 0 ? "opa.query" : null);
        var scope = new QueryScope(state, package, arguments.All("import"), options, files);
        if (arguments.Has("partial"))
        {
            return PartialOutput.Write(format, state, query, input, arguments, metrics);
        }

        var mode = arguments.Text("explain");
        var explanation = mode == "off" ? null : Explanation.IsMode(mode) ? new Explanation(state, mode)
            : throw new UsageException($"invalid argument \"{mode}\" for \"--explain\" flag: must be one of {{off,full,notes,fails,debug}}");
        var prepared = metrics.Time("rego_query_compile", () => scope.Prepare(query, metrics.QueryStages));
        prepared = explanation is null || package is not null ? prepared : prepared with { Plan = explanation.Prepare(query) };
        using var deadline = new CancellationTokenSource();
        if (arguments.Duration("timeout") is { Ticks: > 0 } timeout)
        {
            deadline.CancelAfter(timeout);
        }

        List<RegoValue[]> rows = [];
        for (var i = 0; i < arguments.Number("count"); i++)
        {
            rows = metrics.Time("rego_query_eval", () => PolicyState.Run(prepared.Plan, input, deadline.Token, metrics.Probe));
        }

        rows = package is null ? QuerySolutions.Of(query, prepared.Plan, rows) : rows;
        EvalOutput.Write(format, prepared, rows, arguments.Has("metrics") || arguments.Has("instrument") ? metrics.ToJson() : null, coverage?.Report(files), explanation);
        var defined = rows.Count > 0 && rows.Any(row => row.Skip(prepared.Plan.Names.Length).All(value => !ReferenceEquals(value, BooleanValue.False)));
        return (arguments.Has("fail") && !defined) || (arguments.Has("fail-defined") && defined) ? 1 : 0;
    }

    private static void Print(string text, Coverage? coverage)
    {
        if (coverage?.Visit(text) != true)
        {
            Console.Error.WriteLine(text);
        }
    }

    private static RegoValue? Input(Arguments arguments)
    {
        if (arguments.Has("stdin-input"))
        {
            using var stdin = Console.OpenStandardInput();
            using var copy = new MemoryStream();
            stdin.CopyTo(copy);
            return SourceText.Parse(copy.ToArray(), "input");
        }

        return arguments.Last("input") is { } path ? SourceText.Parse(File.ReadAllBytes(path), path) : null;
    }

    private static int Fail(IReadOnlyList<RegoError> errors, string format)
    {
        if (format == "json")
        {
            Console.WriteLine(Json.Write(Json.Object(("errors", ErrorJson.Of(errors))), pretty: true));
        }
        else
        {
            Console.Error.WriteLine(ErrorJson.Lines(errors));
        }

        return 2;
    }
}
