using OpenClaw.Opa.Core;
using OpenClaw.Opa.Reports;

namespace OpenClaw.Opa.Server;

/// <summary>What the handlers share.</summary>
internal sealed record OpaServices(PolicyStore Store, OpaConfig Config, PluginStates Plugins, StatusReporter Status, DecisionRecorder Decisions, HttpMetrics Metrics, ServerOptions Options);
