using OpenClaw.Connector;

// Settings lie beside the program, wherever it is started from.
var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
builder.AddServiceDefaults();
builder.AddConnectorService();

var app = builder.Build();
app.MapDefaultEndpoints();
app.MapConnectorApi();
app.Run();
