using OpenClaw.Simulators;

// One program, one vendor per process: `OpenClaw.Simulators identity|github|chat`.
var builder = WebApplication.CreateBuilder(args);
var app = args.FirstOrDefault() switch
{
    "identity" => IdentitySimulator.Build(builder),
    "github" => GitHubSimulator.Build(builder),
    "chat" => ChatSimulator.Build(builder),
    var other => throw new ArgumentException($"Unknown simulator '{other}'. Say identity, github or chat."),
};
app.Run();
