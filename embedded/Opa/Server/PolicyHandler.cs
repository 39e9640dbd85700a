using System.Text;
using OpenClaw.Opa.Core;
using OpenClaw.Rego;
using OpenClaw.Rego.Builtins;
using OpenClaw.Rego.Values;

namespace OpenClaw.Opa.Server;

/// <summary>The modules: list, read, write, delete.</summary>
internal sealed class PolicyHandler(OpaServices services)
{
    private const string NotCompiling = "error(s) occurred while compiling module(s)";

    public Reply List() => Reply.Ok(Json.Object(("result", Json.Array(services.Store.Current.Modules.Values.Select(Show)))));

    public Reply Get(OpaRequest request)
    {
        var id = Id(request);
        return services.Store.Current.Modules.TryGetValue(id, out var module)
            ? Reply.Ok(Json.Object(("result", Show(module))))
            : throw Unknown(id);
    }

    public Reply Put(OpaRequest request)
    {
        var id = Id(request);
        var source = Encoding.UTF8.GetString(request.Body);
        if (string.IsNullOrWhiteSpace(source))
        {
            throw OpaException.Invalid("empty module");
        }

        try
        {
            if (services.Store.Current.Modules.GetValueOrDefault(id)?.Raw != source)
            {
                var module = request.Metrics.Time("rego_module_parse", () => StoredModule.Parse(id, source, services.Store.V0Compatible));
                request.Metrics.Time("rego_module_compile", () => Store(id, module, request.Metrics));
            }
        }
        catch (RegoException error)
        {
            throw OpaException.Invalid(error.Errors is [{ Message: "empty module" }] ? "empty module" : NotCompiling, error.Errors);
        }

        return Reply.Ok(Json.Object(("metrics", request.WantsMetrics ? request.Metrics.ToJson() : null)));
    }

    public Reply Delete(OpaRequest request)
    {
        var id = Id(request);
        try
        {
            services.Store.Write(draft =>
            {
                var module = draft.Modules.GetValueOrDefault(id) ?? throw Unknown(id);
                draft.CheckOwner(module.Syntax.Package);
                draft.Modules = draft.Modules.Remove(id);
            }, request.Metrics.ModuleStages);
        }
        catch (RegoException error)
        {
            throw new OpaException(400, "invalid_operation", NotCompiling, error.Errors);
        }

        return Reply.Ok(Json.Object(("metrics", request.WantsMetrics ? request.Metrics.ToJson() : null)));
    }

    private bool Store(string id, StoredModule module, RequestMetrics metrics)
    {
        services.Store.Write(draft =>
        {
            draft.CheckOwner(module.Syntax.Package);
            if (draft.Modules.GetValueOrDefault(id) is { Bundle: not null } before)
            {
                draft.CheckOwner(before.Syntax.Package);
            }

            draft.Modules = draft.Modules.SetItem(id, module);
        }, metrics.ModuleStages);
        return true;
    }

    private static string Id(OpaRequest request) => string.Join('/', request.Path.Skip(2));

    private static OpaException Unknown(string id) => OpaException.NotFound($"storage_not_found_error: policy id \"{id}\"");

    private static RegoValue Show(StoredModule module) => Json.Object(
        ("id", Json.Text(module.Id)), ("raw", Json.Text(module.Raw)), ("ast", ModuleJson.Write(module.Syntax)));
}
