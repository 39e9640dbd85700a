using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using OpenClaw.Contracts;
using OpenClaw.ServiceDefaults.Http;
using OpenClaw.ServiceDefaults.Identity;

namespace OpenClaw.Policy.Features.Policies;

/// <summary>A change somebody asks for.</summary>
/// <param name="Operation">As the audit log calls it, such as <c>policy_update</c>.</param>
internal sealed record PolicyOrder(Caller Caller, string Operation, string? IdempotencyKey, string Fingerprint)
{
    public static PolicyOrder Of<TBody>(Caller caller, string operation, HttpContext context, TBody body)
    {
        var key = context.Request.Headers[HeaderNames.IdempotencyKey].ToString();
        var text = $"{operation}\n{context.Request.Path}\n{context.Request.Headers.IfMatch}\n{JsonSerializer.Serialize(body, ContractsJson.Options)}";
        return new PolicyOrder(caller, operation, key.Length == 0 ? null : key, Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text))));
    }
}

/// <summary>A change that was judged and may be made; or the reason why not.</summary>
internal sealed record Planned<TView>
    where TView : class
{
    public Failure? Failure { get; private init; }

    /// <summary>Whether somebody was kept from something, which is worth a line in the audit log.</summary>
    public bool IsRefusal { get; private init; }
    public JsonObject Detail { get; private init; } = [];
    public bool TouchesForce { get; init; }
    public int Status { get; init; } = StatusCodes.Status200OK;
    public Func<Task<TView>>? Apply { get; private init; }

    public static Planned<TView> No(Failure failure) => new() { Failure = failure };

    public static Planned<TView> Refused(Failure failure, JsonObject detail) => new() { Failure = failure, IsRefusal = true, Detail = detail };

    public static Planned<TView> Yes(JsonObject detail, Func<Task<TView>> apply) => new() { Detail = detail, Apply = apply };
}

/// <summary>What became of an order.</summary>
internal sealed record Answered<TView>(TView? View, int Status, Failure? Failure)
    where TView : class
{
    public static Answered<TView> No(Failure failure) => new(null, failure.Status, failure);
}
