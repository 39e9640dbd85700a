using System.Globalization;
using OpenClaw.Rego.Conformance;

if (args is [var folder] && Directory.Exists(folder))
{
    return Report.Print(CaseRunner.RunAll(folder), Console.Out) ? 0 : 1;
}

if (args is ["--fuzz", var duration, ..])
{
    return FuzzCommand.Run(duration, args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : 1, Console.Out);
}

return await Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args);
