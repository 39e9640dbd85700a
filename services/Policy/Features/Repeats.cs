using System.Text.Json;
using OpenClaw.Contracts;
using OpenClaw.Policy.Features.Policies;
using OpenClaw.ServiceDefaults.Http;

namespace OpenClaw.Policy.Features;

/// <summary>Gives a request that comes again with the same <c>Idempotency-Key</c> its first answer.</summary>
internal sealed class Repeats(IAnswerStore answers, TimeProvider time)
{
    private const int MaxKey = 255;

    /// <param name="tenantId">The tenant the request changes something of, with which its answer is kept.</param>
    /// <returns>The first answer, or why there is none to give; null when the request is new.</returns>
    public async Task<(T? View, Failure? Failure)?> FindAsync<T>(PolicyOrder order, string tenantId, CancellationToken cancellationToken)
        where T : class
    {
        if (order.IdempotencyKey is not { } key)
        {
            return null;
        }

        if (key.Length > MaxKey)
        {
            return (null, PolicyFailures.Bad(new PolicyFault(HeaderNames.IdempotencyKey, $"must have at most {MaxKey} characters")));
        }

        return await answers.FindAsync(tenantId, order.Caller.UserId, key, cancellationToken) switch
        {
            null => null,
            { } known when known.Fingerprint == order.Fingerprint => (JsonSerializer.Deserialize<T>(known.Response, ContractsJson.Options), null),
            _ => (null, PolicyFailures.KeyReused()),
        };
    }

    /// <summary>The answer as it is to be kept in the transaction of the change; null when nobody will ask for it.</summary>
    public KeptAnswer? Keep<T>(PolicyOrder order, T view) => order.IdempotencyKey is { } key
        ? new KeptAnswer(order.Caller.UserId, key, new AnsweredRequest(order.Fingerprint, StatusCodes.Status201Created, JsonSerializer.Serialize(view, ContractsJson.Options)), time.GetUtcNow())
        : null;
}

internal sealed record KeptAnswer(string UserId, string Key, AnsweredRequest Answer, DateTimeOffset At);

/// <summary>Answers of a tenant's requests.</summary>
internal interface IAnswerStore
{
    Task<AnsweredRequest?> FindAsync(string tenantId, string userId, string key, CancellationToken cancellationToken);
}
