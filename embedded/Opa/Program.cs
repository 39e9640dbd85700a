using OpenClaw.Opa.Cli;

return await Commands.RunAsync(args);
