using OpenClaw.Rego.Syntax;
using OpenClaw.Rego.Values;

namespace OpenClaw.Rego.Builtins;

internal static class RuntimeFunctions
{
    public static IEnumerable<Builtin> All() =>
    [
        new("opa.runtime", 0, (c, _) => JsonValues.FromNode(c.Options.Runtime) ?? ObjectValue.Empty) { IsVolatile = true },
        new("trace", 1, (c, a) => c.Text(a, 0, out var text) ? Noted(c, text) : null),
        new("rego.parse_module", 2, ParseModule),
        new("test.sleep", 1, Sleep),
    ];

    private static RegoValue? ParseModule(CallContext call, RegoValue[] arguments)
    {
        if (!call.Text(arguments, 0, out var file) || !call.Text(arguments, 1, out var source))
        {
            return null;
        }

        try
        {
            return ModuleJson.Write(Parser.ParseModule(source, file));
        }
        catch (ParseErrorException error)
        {
            return call.Fail($"{(error.At with { File = file }).Error("rego_parse_error", error.Message)}");
        }
    }

    /// <summary>Only where the host switched it on: the conformance cases use it to watch the clock stand still.</summary>
    private static RegoValue? Sleep(CallContext call, RegoValue[] arguments)
    {
        if (!call.Options.TestFunctions || !call.Text(arguments, 0, out var text) || GoDuration.TryParse(text) is not { } nanoseconds)
        {
            return call.Fail("not available");
        }

        call.Evaluation.Cancellation.WaitHandle.WaitOne(TimeSpan.FromTicks(nanoseconds / 100));
        call.Evaluation.CheckLimits();
        return NullValue.Instance;
    }

    private static BooleanValue Noted(CallContext call, string text)
    {
        call.Options.Tracer?.Note(text);
        return BooleanValue.True;
    }
}
