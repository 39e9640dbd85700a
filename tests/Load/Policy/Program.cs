using OpenClaw.Policy.Load;

// Prints Markdown; the exit code says whether the goals of docs/benchmarks/policy.md hold.
return await LoadRun.RunAsync(LoadOptions.Parse(args)) ? 0 : 1;
