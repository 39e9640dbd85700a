using OpenClaw.Policy;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddPolicyService();

var app = builder.Build();
app.MapDefaultEndpoints();
app.MapPolicyApi();
app.Run();
