using OpenClaw.Briefing;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddBriefingService();

var app = builder.Build();
app.MapDefaultEndpoints();
app.MapBriefingApi();
app.Run();
