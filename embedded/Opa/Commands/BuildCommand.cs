using OpenClaw.Opa.Bundles;
using OpenClaw.Rego;

namespace OpenClaw.Opa.Commands;

/// <summary><c>opa build</c>: compiles to be sure, then writes a bundle.</summary>
internal static class BuildCommand
{
    public static int Run(Arguments arguments, TextWriter output)
    {
        var source = Source.Load(arguments.Operands, arguments.All("b", "bundle"));
        CompiledPolicy.Compile(source.Modules, source.Data, new RegoCompileOptions { V0Compatible = arguments.Has("v0-compatible") });
        var roots = arguments.All("root").Select(root => root.Trim('/')).ToArray();
        source.Manifest = new Manifest(arguments.Last("revision", "r") ?? source.Manifest.Revision, roots.Length > 0 ? roots : source.Manifest.Roots);
        BundleFile.Write(arguments.Last("o", "output") ?? "bundle.tar.gz", source);
        output.Flush();
        return 0;
    }
}
