using System.Buffers;
using System.Diagnostics;
using System.Text.Json.Nodes;
using OpenClaw.Contracts;
using OpenClaw.Rego;
using OpenClaw.ServiceDefaults.Policy;

namespace OpenClaw.Policy.Load;

/// <summary>What a decision costs its caller in the caller's own process.</summary>
/// <param name="P50">Microseconds.</param>
/// <param name="Bytes">Managed allocations a decision.</param>
internal sealed record DecisionCost(string Action, string Result, double P50, double P95, double P99, long Bytes)
{
    public static readonly string[] Actions =
        ["something_new", "github_issue_read", "email_send", "briefing_generate", "model_call", "agent_exchange_query", "data_export"];
}

/// <summary>
/// The steps of every enforcement point, from the action to the decision: input written, rules asked within their limits, verdict
/// read. Each call is timed by itself.
/// </summary>
internal sealed class InProcess
{
    private const int Warmup = 20_000;
    private readonly ArrayBufferWriter<byte> _input = new(512);
    private readonly RegoLimits _limits = new() { Timeout = TimeSpan.FromMilliseconds(500) };
    private readonly PolicyBundle _bundle = Company.Bundle();
    private readonly RegoQuery _query;

    public InProcess() => _query = CompiledPolicy
        .Compile(_bundle.Modules.Select(module => new RegoModule(module.Path, module.Source)), _bundle.Data)
        .Prepare(PolicyBundle.EntryPoint);

    public DecisionCost Measure(string name, int decisions)
    {
        var action = Action(name);
        for (var round = 0; round < Warmup; round++)
        {
            Decide(action);
        }

        var times = new double[decisions];
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var round = 0; round < decisions; round++)
        {
            var start = Stopwatch.GetTimestamp();
            Decide(action);
            times[round] = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
        }

        var bytes = (GC.GetAllocatedBytesForCurrentThread() - before) / decisions;
        Array.Sort(times);
        return new DecisionCost(name, Decide(action).Result.ToString(), At(times, 50), At(times, 95), At(times, 99), bytes);
    }

    private PolicyDecision Decide(GovernedAction action)
    {
        _input.ResetWrittenCount();
        PolicyInput.Write(_input, action);
        var result = _query.Evaluate(_input.WrittenSpan, _limits);
        return PolicyVerdict.Read(result.ToJson(), _bundle.Version) ?? throw new InvalidOperationException($"The rules have no answer for {action.Action}.");
    }

    private static GovernedAction Action(string name) => new(name, Company.Tenant, Company.User, Classification.Internal)
    {
        Roles = ["user"],
        OrgUnit = Company.Org,
        TeamId = Company.Team,
        Additional = new JsonObject
        {
            ["provider"] = "self-hosted",
            ["exchange_type"] = "information_query",
            ["source_tenant"] = Company.Tenant,
            ["target_tenant"] = Company.Tenant,
        },
    };

    private static double At(double[] sorted, int percentile) => sorted[sorted.Length * percentile / 100];
}
