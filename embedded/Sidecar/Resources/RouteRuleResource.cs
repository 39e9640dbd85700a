namespace OpenClaw.Sidecar.Resources;

internal sealed record RouteRuleResource(string Match, string Path);
