using OpenClaw.Gateway;
using OpenClaw.Gateway.Features;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddGateway();

var app = builder.Build();

// Before everything that answers: a refusal carries the same headers as a page.
app.UseMiddleware<SecurityHeaders>();
app.UseWebSockets();
app.MapDefaultEndpoints();
app.MapGateway();
app.Run();

/// <summary>Entry point, named for the tests' host.</summary>
public sealed partial class Program;
