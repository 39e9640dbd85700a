using OpenClaw.Opa.Core;
using OpenClaw.Rego;
using OpenClaw.Rego.Values;

namespace OpenClaw.Opa.Server;

/// <summary>Asks <c>data.system.authz.allow</c> before every request, when authorisation is on.</summary>
internal sealed class AuthorizationGate(OpaServices services)
{
    private const string Rejected = "request rejected by administrative policy";

    public void Check(OpaRequest request)
    {
        if (services.Options.Authorization != "basic")
        {
            return;
        }

        RegoValue? decision;
        try
        {
            decision = services.Store.Current.Evaluate(DataPath.Split(services.Config.DefaultAuthorization), Input(request), request.Aborted);
        }
        catch (RegoException error)
        {
            throw OpaException.Internal("error(s) occurred while evaluating authorization policy", error.Errors);
        }

        switch (decision)
        {
            case BooleanValue { Value: true }:
                return;
            case null:
                throw OpaException.Internal("authorization policy missing or undefined");
            case ObjectValue answer when answer.Get("allowed") is BooleanValue allowed:
                if (allowed.Value)
                {
                    return;
                }

                throw Unauthorized(answer.Get("reason").AsText() ?? Rejected);
            case ObjectValue:
                throw OpaException.Internal("authorization policy decision must contain an 'allowed' boolean");
            default:
                throw Unauthorized(Rejected);
        }
    }

    private static OpaException Unauthorized(string reason) => new(401, "unauthorized", reason);

    private ObjectValue Input(OpaRequest request)
    {
        var carriesBody = request.Body.Length > 0 && request.Path is ["v1", "data" or "query" or "compile", ..] or ["v0", ..] or [] && request.Method is "POST" or "PUT" or "PATCH";
        return Json.Object(
            ("identity", Json.TextOrNone(Identity(request.Http))),
            ("method", Json.Text(request.Method)),
            ("path", Json.Array(request.Path.Select(Json.Text))),
            ("params", Json.Object(request.Parameters.Select(pair => (pair.Key, (RegoValue?)Json.Array(pair.Value.Select(Json.Text)))))),
            ("headers", Json.Object(request.Http.Request.Headers.Select(pair => (pair.Key, (RegoValue?)Json.Array(pair.Value.Select(value => Json.Text(value ?? ""))))))),
            ("body", carriesBody ? InputReader.Body(request, "body contains malformed input document") : null));
    }

    private string? Identity(HttpContext http)
    {
        const string Scheme = "Bearer ";
        var header = http.Request.Headers.Authorization.ToString();
        return services.Options.Authentication == "token" && header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            ? header[Scheme.Length..].Trim()
            : null;
    }
}
