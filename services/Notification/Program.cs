using OpenClaw.Notification;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddNotificationService();

var app = builder.Build();
app.MapDefaultEndpoints();
app.MapNotificationApi();
app.Run();
