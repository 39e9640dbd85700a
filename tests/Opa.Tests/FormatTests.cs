using System.Text.RegularExpressions;
using OpenClaw.Testing;

namespace OpenClaw.Opa.Tests;

/// <summary>The layout of <c>fmt</c>, and that it never touches meaning.</summary>
public sealed class FormatTests : IDisposable
{
    private const string Ugly = """
        # METADATA
        # title: x
        package   a.b
        import data.z as q
        import  data.lib
        # about allow
        default allow=false
        allow   if  {  input.user=="sarah" }
        allow if { input.x>1; not input.y # why
           # inside
           y := [1,2,
             3]
           every k in ["a"] { k!="b" ; k != "c"}
           z := {"a":1,"b" : {x|some x in [1,2]; x>1}} with input.a as 2
        }
        f( x,y )=z if z:=x+y*-2 else := 3 if { x>2 }
        """;

    private const string Pretty = """
        # METADATA
        # title: x
        package a.b

        import data.lib
        import data.z as q

        # about allow
        default allow := false
        allow if input.user == "sarah"

        allow if {
        	input.x > 1
        	not input.y # why
        	# inside
        	y := [
        		1, 2,
        		3,
        	]
        	every k in ["a"] {
        		k != "b"
        		k != "c"
        	}
        	z := {"a": 1, "b": {x | some x in [1, 2]; x > 1}} with input.a as 2
        }

        f(x, y) := z if z := x + y * -2 else := 3 if x > 2

        """;

    private readonly TempFolder _folder = new(("ugly.rego", Ugly));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Fmt_UglyModule_GetsTheUsualLayout()
    {
        var result = await OpaTool.RunAsync(_folder.Path, "fmt", "ugly.rego");

        Assert.Equal((0, Pretty, ""), (result.ExitCode, result.Output, result.Error));
    }

    [Fact]
    public async Task Fmt_WriteListFail_TellWhatDiffers()
    {
        Assert.Equal((2, "ugly.rego\n"), await List());
        Assert.Equal(0, (await OpaTool.RunAsync(_folder.Path, "fmt", "--write", "ugly.rego")).ExitCode);
        Assert.Equal((0, ""), await List());

        async Task<(int, string)> List()
        {
            var result = await OpaTool.RunAsync(_folder.Path, "fmt", "--list", "--fail", "ugly.rego");
            return (result.ExitCode, result.Output);
        }
    }

    [Fact]
    public async Task Fmt_OurOwnPolicies_KeepTheirMeaning()
    {
        var result = await OpaTool.RunAsync(Path.Combine(SolutionPaths.Root, "services", "Policy", "Rules"), "fmt", "--diff", ".");

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
    }

    /// <summary>The command compares the syntax trees before and after itself and refuses when they differ.</summary>
    [Fact]
    public async Task Fmt_ModulesOfTheOfficialCases_KeepTheirMeaningAndSettle()
    {
        Assert.SkipWhen(SolutionPaths.Shared is null, SolutionPaths.SharedMissingReason ?? "");
        var modules = 0;
        foreach (var file in Directory.EnumerateFiles(Path.Combine(SolutionPaths.Shared!, "conformance", "opa"), "*.yaml", SearchOption.AllDirectories))
        {
            // Block scalars of the case files that start with a package are modules; nothing else in them does.
            foreach (Match block in Regex.Matches(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken), @"^( *)(?:- *)?\|-?\n((?:\1 +.*\n|\s*\n)+)", RegexOptions.Multiline))
            {
                var lines = block.Groups[2].Value.TrimEnd().Split('\n');
                var indent = lines[0].Length - lines[0].TrimStart().Length;
                var text = string.Join('\n', lines.Select(line => line.Length > indent ? line[indent..] : ""));
                if (text.StartsWith("package ", StringComparison.Ordinal))
                {
                    _folder.Write($"cases/{modules++}.rego", text);
                }
            }
        }

        Assert.True(modules > 500, $"only {modules} modules found");
        var write = await OpaTool.RunAsync(_folder.Path, "fmt", "--write", "cases");
        var again = await OpaTool.RunAsync(_folder.Path, "fmt", "--list", "--fail", "cases");

        Assert.DoesNotContain("format_error", write.Error, StringComparison.Ordinal);
        Assert.Equal("", again.Output);
    }
}
