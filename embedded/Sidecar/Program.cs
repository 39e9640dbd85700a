using OpenClaw.Sidecar.Hosting;
using OpenClaw.Sidecar.Placement;
using OpenClaw.Sidecar.Resources;

try
{
    if (args is ["placement", ..])
    {
        HashSet<string> known = ["port", "listen-address", "log-level"];
        return await PlacementServer.RunAsync(FlagSet.Parse(args.AsSpan(1), known));
    }
    if (args.Any(argument => argument is "--help" or "-help" or "-h"))
    {
        Console.WriteLine(Help.Text);
        return 0;
    }
    if (args.Any(argument => argument is "--version" or "-version" or "-v"))
    {
        Console.WriteLine(OpenClaw.Sidecar.Api.MetadataPage.RuntimeVersion);
        return 0;
    }
    return await SidecarProcess.RunAsync(SidecarOptions.Parse(args));
}
catch (Exception error) when (error is FlagException or ResourceException)
{
    await Console.Error.WriteLineAsync($"fatal: {error.Message}");
    return 1;
}
