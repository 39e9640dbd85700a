using OpenClaw.Journeys;

if (JourneyOptions.Parse(args) is not { } options)
{
    await Console.Error.WriteLineAsync(JourneyOptions.Usage);
    return 2;
}

using var stopping = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    stopping.Cancel();
};

using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });
var report = new JourneyReport(Console.Out);
try
{
    var recorded = options.RecordedFolder ?? RecordedFolder.Find();
    Console.WriteLine(recorded is null ? "No recorded deliveries here; only our own are played." : $"Recorded deliveries: {recorded}");
    await new GitHubJourney(http, options with { RecordedFolder = recorded }, report).RunAsync(stopping.Token);
}
catch (Exception exception) when (exception is HttpRequestException or InvalidOperationException or OperationCanceledException)
{
    report.Check("the system answers", false, exception.Message);
}

report.Summarise();
return report.Succeeded ? 0 : 1;
