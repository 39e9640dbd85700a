using OpenClaw.Rego.Conformance;

if (args is [var folder] && Directory.Exists(folder))
{
    return Report.Print(CaseRunner.RunAll(folder), Console.Out) ? 0 : 1;
}

return await Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args);
