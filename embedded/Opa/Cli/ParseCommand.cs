using OpenClaw.Opa.Core;
using OpenClaw.Opa.Loading;
using OpenClaw.Rego.Builtins;

namespace OpenClaw.Opa.Cli;

/// <summary><c>parse</c>: the syntax tree of one module as JSON.</summary>
internal static class ParseCommand
{
    public static int Run(string[] args)
    {
        var arguments = Arguments.Parse(args, new("format", 'f', Default: "json"), new("v0-compatible", IsSwitch: true), new("v1-compatible", IsSwitch: true));
        var file = arguments.Rest is [var only] ? only : throw new UsageException("exactly one file is needed");
        var module = StoredModule.Parse(file, SourceText.Decode(File.ReadAllBytes(file)), arguments.Has("v0-compatible"));
        Console.WriteLine(Json.Write(ModuleJson.Write(module.Syntax), pretty: true));
        return 0;
    }
}
