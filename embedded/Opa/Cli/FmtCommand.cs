using OpenClaw.Opa.Core;
using OpenClaw.Opa.Format;
using OpenClaw.Opa.Loading;
using OpenClaw.Rego;

namespace OpenClaw.Opa.Cli;

/// <summary><c>fmt</c>: prints sources in the usual layout, or lists, compares or rewrites those that differ.</summary>
internal static class FmtCommand
{
    public static int Run(string[] args)
    {
        var arguments = Arguments.Parse(args, new("write", 'w', IsSwitch: true), new("list", 'l', IsSwitch: true), new("diff", 'd', IsSwitch: true),
            new("fail", IsSwitch: true), new("v0-compatible", IsSwitch: true), new("v1-compatible", IsSwitch: true));
        var v0 = arguments.Has("v0-compatible");
        if (arguments.Rest.Count == 0)
        {
            Console.Write(Formatter.Format(Console.In.ReadToEnd(), "stdin", v0));
            return 0;
        }

        var (changed, failed) = (0, 0);
        foreach (var file in arguments.Rest.SelectMany(Sources))
        {
            try
            {
                changed += One(file, arguments, v0) ? 1 : 0;
            }
            catch (RegoException error)
            {
                // One broken file does not keep the others from being formatted.
                Console.Error.WriteLine(ErrorJson.Lines(error.Errors));
                failed++;
            }
        }

        return failed > 0 ? 1 : changed > 0 && arguments.Has("fail") ? 2 : 0;
    }

    /// <summary>Handles one file; true when its layout differs.</summary>
    private static bool One(string file, Arguments arguments, bool v0)
    {
        var source = SourceText.Decode(File.ReadAllBytes(file));
        var text = Formatter.Format(source, file, v0);
        var differs = text != source;
        if (arguments.Has("list"))
        {
            Write(differs, file + "\n");
        }
        else if (arguments.Has("diff"))
        {
            Write(differs, LineDiff.Of(file, source, text));
        }
        else if (!arguments.Has("write"))
        {
            Write(!arguments.Has("fail") || differs, text);
        }

        if (arguments.Has("write") && differs)
        {
            File.WriteAllText(file, text);
        }

        return differs;
    }

    private static void Write(bool condition, string text)
    {
        if (condition)
        {
            Console.Write(text);
        }
    }

    private static IEnumerable<string> Sources(string path)
    {
        if (File.Exists(path))
        {
            return [path];
        }

        return Directory.Exists(path)
            ? Directory.EnumerateFiles(path, "*.rego", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            : throw new BundleException($"stat {path}: no such file or directory");
    }
}
