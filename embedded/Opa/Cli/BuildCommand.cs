using OpenClaw.Opa.Loading;

namespace OpenClaw.Opa.Cli;

/// <summary><c>build</c>: compiles what the paths hold and writes a bundle.</summary>
internal static class BuildCommand
{
    public static int Run(string[] args)
    {
        var arguments = Arguments.Parse(args, [.. PolicyFlags.ForPaths, new("output", 'o', Default: "bundle.tar.gz"), new("revision", 'r'), new("roots"), new("target", 't', Default: "rego"), new("optimize", 'O', Default: "0")]);
        if (arguments.Rest.Count == 0)
        {
            throw new UsageException("expected at least one path");
        }

        if (arguments.Text("target") != "rego" || arguments.Number("optimize") != 0)
        {
            throw new UsageException("only --target rego and --optimize 0 are supported");
        }

        var options = PolicyFlags.Options(arguments);
        var files = PolicyFlags.LoadPaths(arguments, options.V0Compatible);
        PolicyFlags.Compile(files, options);
        var manifest = Manifest(arguments);
        using var output = new MemoryStream();
        BundleWriter.Write(output, manifest, files.Data, files.Modules.Select(module => (module.Id, module.Raw)));

        // Read back: roots and data must be accepted by the server that will load it.
        BundleReader.FromArchive(output.ToArray(), options.V0Compatible);
        File.WriteAllBytes(arguments.Text("output"), output.ToArray());
        return 0;
    }

    private static BundleManifest Manifest(Arguments arguments)
    {
        var written = arguments.Has("bundle") && arguments.Rest is [var only] ? BundleReader.FromPath(only, arguments.Has("v0-compatible")).Manifest : BundleManifest.None;
        var manifest = arguments.Last("revision") is { } revision ? written with { Revision = revision } : written;
        return arguments.All("roots") is { Count: > 0 } roots
            ? BundleManifest.Parse((manifest with { Roots = [.. roots.SelectMany(list => list.Split(','))] }).ToJson())
            : manifest with { RegoVersion = arguments.Has("v0-compatible") ? 0 : manifest.RegoVersion };
    }
}
