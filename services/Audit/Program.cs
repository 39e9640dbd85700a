using OpenClaw.Audit;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddAuditService();

var app = builder.Build();
app.MapDefaultEndpoints();
app.MapAuditApi();
app.Run();
