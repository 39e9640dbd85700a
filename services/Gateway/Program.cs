using OpenClaw.Gateway;

GatewayApplication.Build(WebApplication.CreateBuilder(args)).Run();
