using OpenClaw.Rego;

namespace OpenClaw.Opa.Commands;

/// <summary><c>opa parse</c>: the syntax tree of one module as JSON.</summary>
internal static class ParseCommand
{
    public static int Run(Arguments arguments, TextWriter output)
    {
        var file = arguments.Operands.Count == 1 ? arguments.Operands[0] : throw new UsageException("exactly one file is needed");
        output.WriteLine(RegoModuleInfo.Read(new RegoModule(file, File.ReadAllText(file))).Ast.ToJsonString(EvalCommand.Indented));
        return 0;
    }
}
