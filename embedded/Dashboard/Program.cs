using OpenClaw.Dashboard;
using OpenClaw.Dashboard.Telemetry;

// Two doors of their own, so that nothing of one can be reached through the other: OTLP for processes, the page for
// people. See README.md.
var store = new TelemetryStore(new TelemetryLimits());
await using var intake = IntakeDoor.Build(args, store);
await using var page = PageDoor.Build(args, store);
await Task.WhenAll(intake.RunAsync(), page.RunAsync());
