using OpenClaw.Opa.Core;
using OpenClaw.Rego;
using OpenClaw.Rego.Compile;

namespace OpenClaw.Opa.Server;

/// <summary>Writes of base documents; each request is one transaction.</summary>
internal sealed class DataWriteHandler(OpaServices services)
{
    public Reply Put(OpaRequest request)
    {
        var path = request.After(2);
        var value = InputReader.Body(request, "body contains malformed document") ?? throw OpaException.Invalid("body must not be empty");
        var exists = false;
        Write(path, draft =>
        {
            exists = DataTree.Find(draft.Data, path) is not null;
            if (!exists || request.Http.Request.Headers.IfNoneMatch != "*")
            {
                draft.Data = DataTree.Put(draft.Data, path, value, DataPath.Text(path));
            }
        });
        return exists && request.Http.Request.Headers.IfNoneMatch == "*" ? new Reply(304) : Done(request);
    }

    public Reply Patch(OpaRequest request)
    {
        var path = request.After(2);
        var operations = InputReader.Body(request, "body contains malformed patch") ?? throw OpaException.Invalid("body must not be empty");
        Write(path, draft => draft.Data = DataPatch.Apply(draft.Data, path, operations));
        return Done(request);
    }

    public Reply Delete(OpaRequest request)
    {
        var path = request.After(2);
        Write(path, draft =>
        {
            if (DataTree.Find(draft.Data, path) is null)
            {
                throw OpaException.NotFound($"storage_not_found_error: {DataPath.Text(path)}: document does not exist");
            }

            draft.Data = path.Length == 0 ? Rego.Values.ObjectValue.Empty : DataTree.Remove(draft.Data, path);
        });
        return Done(request);
    }

    private void Write(string[] path, Action<PolicyDraft> change)
    {
        try
        {
            services.Store.Write(draft =>
            {
                draft.CheckOwner(path);
                CheckVirtual(path);
                change(draft);
            });
        }
        catch (RegoException error)
        {
            throw OpaException.Invalid(error.Errors[0].Message, error.Errors);
        }
    }

    /// <summary>A path at or below a rule names a virtual document, which only policies write.</summary>
    private void CheckVirtual(string[] path)
    {
        DocNode? node = services.Store.Current.Snapshot.Tree.Root;
        for (var i = 0; i < path.Length - 1; i++)
        {
            node = node?.Find(path[i]);
            if (node is { HasRules: true })
            {
                throw OpaException.Conflict($"storage_write_conflict_error: {DataPath.Text(path)}: path belongs to a virtual document");
            }
        }
    }

    private static Reply Done(OpaRequest request) =>
        request.WantsMetrics ? Reply.Ok(Json.Object(("metrics", request.Metrics.ToJson()))) : Reply.NoContent;
}
