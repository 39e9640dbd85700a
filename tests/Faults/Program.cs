using OpenClaw.Faults;
using OpenClaw.Faults.Audit;
using OpenClaw.Faults.HotReload;
using OpenClaw.Faults.Sidecar;
using OpenClaw.Journeys;

// "sidecar": the sidecar's own fault runs; "sidecar-app": the app they kill. "audit": those of the audit path; "audit-producer": what records.
// "restore-drill": a backup under load, the loss of the database, and what a restore brings back, how soon.
// "hot-reload": policy changes under load. "blocked": policies nobody can hear of, or ("--one" only that) one replica of three.
switch (args.FirstOrDefault())
{
    case SidecarFaults.Command:
        return await SidecarFaults.RunAsync(args[1..]);
    case AuditFaults.Command:
        return await AuditFaults.RunAsync(args[1..]);
    case RestoreDrill.Command:
        return await RestoreDrill.RunAsync(args[1..]);
    case AuditProducer.Command:
        return await AuditProducer.RunAsync(args[1..]);
    case HotReloadRun.Command:
        return await HotReloadProgram.RunAsync(args[1..]);
    case BlockedRun.Command:
        return await BlockedRun.RunAsync(args[1..]);
    case FaultApp.Command:
        return await FaultApp.RunAsync(args[1..]);
}

// The long form of the fault test: every delivery five times over, while each kind of process is killed in turn. The
// outcome must equal that of an undisturbed run. usage: [--rounds <n>] [--victims <resource,resource...>]
string[] victims =
    ["connector-dapr", "connector", "redis", "briefing", "rabbitmq", "briefing-dapr", "postgres", "audit", "notification-dapr", "policy", "gateway"];
var rounds = 5;
for (var index = 0; index + 1 < args.Length; index += 2)
{
    (rounds, victims) = args[index] switch
    {
        "--rounds" => (int.Parse(args[index + 1], System.Globalization.CultureInfo.InvariantCulture), victims),
        "--victims" => (rounds, args[index + 1].Split(',')),
        var other => throw new ArgumentException($"Unknown switch {other}."),
    };
}

var deliveries = DeliveryPlay.Everything(RecordedFolder.Find());
using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { Timeout = TimeSpan.FromMinutes(2) };

Console.WriteLine($"{deliveries.Count} deliveries, {rounds} rounds");
Console.WriteLine("Undisturbed");
SystemState expected;
await using (var calm = await RunningSystem.StartAsync([], CancellationToken.None))
{
    expected = await new Replay(http, calm, Console.Out).RunAsync(deliveries, rounds, [], CancellationToken.None);
}

Console.WriteLine(expected);
Console.WriteLine($"Disturbed: {string.Join(", ", victims)}");
await using var rough = await RunningSystem.StartAsync([], CancellationToken.None);
var actual = await new Replay(http, rough, Console.Out).RunAsync(deliveries, rounds, victims, CancellationToken.None);
Console.WriteLine(actual);

var differences = expected.DifferencesTo(actual);
foreach (var difference in differences.Take(50))
{
    Console.WriteLine(difference);
}

Console.WriteLine($"{(differences.Count == 0 ? 1 : 0)} passed, {(differences.Count == 0 ? 0 : 1)} failed");
return differences.Count == 0 ? 0 : 1;
