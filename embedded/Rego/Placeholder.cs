namespace OpenClaw.Rego;
