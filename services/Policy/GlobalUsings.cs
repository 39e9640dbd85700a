global using PlannedChange = OpenClaw.Policy.Features.Policies.Planned<OpenClaw.Policy.Features.Policies.PolicyView>;
global using PolicyAnswer = OpenClaw.Policy.Features.Policies.Answered<OpenClaw.Policy.Features.Policies.PolicyView>;
