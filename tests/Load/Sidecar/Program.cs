using OpenClaw.Sidecar.Load;

if (args is ["app", var port])
{
    await EchoApp.RunAsync(int.Parse(port, System.Globalization.CultureInfo.InvariantCulture));
    return 0;
}

// Prints Markdown; the process that is measured is the sidecar, each in a process of its own.
return await LoadRun.RunAsync(LoadOptions.Parse(args)) ? 0 : 1;
