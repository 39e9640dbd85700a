using OpenClaw.Opa.Commands;

return await Dispatcher.RunAsync(args, Console.Out, Console.Error);
