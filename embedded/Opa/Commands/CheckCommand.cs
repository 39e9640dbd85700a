using OpenClaw.Opa.Bundles;
using OpenClaw.Rego;

namespace OpenClaw.Opa.Commands;

/// <summary><c>opa check</c>: silent when everything compiles.</summary>
internal static class CheckCommand
{
    public static int Run(Arguments arguments, TextWriter output)
    {
        var source = Source.Load(arguments.Operands, arguments.All("b", "bundle"));
        var options = new RegoCompileOptions { StrictMode = arguments.Has("strict", "S"), V0Compatible = arguments.Has("v0-compatible") };
        CompiledPolicy.Compile(source.Modules, source.Data, options);
        output.Flush();
        return 0;
    }
}
