using OpenClaw.Audit.Load;

// Prints Markdown; what is measured runs in processes of its own.
return await LoadRun.RunAsync(LoadOptions.Parse(args)) ? 0 : 1;
