using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using OpenClaw.Contracts;
using OpenClaw.Policy.Features.Bundles;
using OpenClaw.Policy.Features.Policies;
using OpenClaw.Rego;
using OpenClaw.ServiceDefaults.Http;
using OpenClaw.ServiceDefaults.Policy;
using OpenClaw.ServiceDefaults.Policy.Evaluation;

namespace OpenClaw.Policy.Features.Decisions;

/// <summary>Asks the rules that govern why they decide as they do, on request with drafts in the place of what is in force.</summary>
internal sealed class Simulator(BundleShelf shelf)
{
    private const string EntryPoint = "data.openclaw.explanation.explanation";
    private static readonly RegoLimits Limits = new() { Timeout = TimeSpan.FromSeconds(2) };
    private volatile Prepared? _current;

    /// <param name="drafts">Documents in the place of those in force in the same slots.</param>
    public (SimulationAnswer? Answer, Failure? Failure) Explain(GovernedAction action, IReadOnlyList<ActiveDocument> drafts)
    {
        if (shelf.Confirmed?.Of(action.TenantId) is not { } bundle)
        {
            return (null, GetBundleEndpoint.NoBundle());
        }

        var query = drafts.Count == 0 ? Current(bundle) : Compile(With(bundle, action, drafts));
        var input = new ArrayBufferWriter<byte>(512);
        PolicyInput.Write(input, action);
        try
        {
            var result = query.Evaluate(input.WrittenSpan, Limits);
            return (Read((JsonObject)result.ToJson()!, bundle.Version), null);
        }
        catch (RegoException exception)
        {
            return (null, new Failure(
                ErrorCodes.PolicyInvalid, StatusCodes.Status422UnprocessableEntity, "The rules fail on this", $"The action would be denied: {exception.Message}"));
        }
    }

    private RegoQuery Current(PolicyBundle bundle)
    {
        var known = _current;
        if (known?.Version != bundle.Version)
        {
            _current = known = new Prepared(bundle.Version, Compile(bundle));
        }

        return known.Query;
    }

    private static RegoQuery Compile(PolicyBundle bundle) => CompiledPolicy
        .Compile(bundle.Modules.Select(module => new RegoModule(module.Path, module.Source)), bundle.Data)
        .Prepare(EntryPoint);

    /// <summary>The drafts come on top of what decides for the person: what is in force, or a draft that is rolled out to them.</summary>
    private static PolicyBundle With(PolicyBundle bundle, GovernedAction action, IReadOnlyList<ActiveDocument> drafts)
    {
        var tenantId = action.TenantId;
        var key = PolicyTrial.Find(bundle.Data, tenantId)?.DecidesFor(action.UserId) == true ? PolicyTrial.CandidateKey(tenantId) : tenantId;
        var tenant = TenantData.With(bundle.Data["tenants"]?[key] as JsonObject, drafts);
        return bundle with { Data = new JsonObject { ["tenants"] = new JsonObject { [tenantId] = tenant } } };
    }

    private static SimulationAnswer Read(JsonObject explanation, string version)
    {
        var decision = PolicyVerdict.Read(explanation["decision"], version)
            ?? new PolicyDecision(PolicyResult.Deny, IPolicyEnforcement.EngineUnavailable, version, "The rules gave no answer that is understood.");
        return new SimulationAnswer(EvaluationAnswer.Of(decision), explanation["domains"].Deserialize<SimulatedDomain[]>(ContractsJson.Options)!);
    }

    private sealed record Prepared(string Version, RegoQuery Query);
}
