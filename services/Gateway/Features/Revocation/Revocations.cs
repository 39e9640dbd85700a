using OpenClaw.Gateway.Features.Sessions;

namespace OpenClaw.Gateway.Features.Revocation;

/// <summary>What of one person is no longer believed although it has not expired.</summary>
/// <param name="NotBefore">Everything issued up to this moment: signed out everywhere.</param>
/// <param name="Ended">Single proofs, by digest.</param>
public sealed record Revocations(DateTimeOffset? NotBefore, IReadOnlyList<EndedProof> Ended)
{
    /// <summary>Longer than any token that the door accepts lives (<see cref="ServiceDefaults.Identity.Tokens.TokenExpectations.MaxAge"/>).</summary>
    public static readonly TimeSpan KeptFor = TimeSpan.FromHours(26);

    /// <summary>A person who ends more proofs than this within their lifetime is signed out everywhere instead.</summary>
    public const int MaxEnded = 100;

    public static Revocations None { get; } = new(null, []);

    public bool Covers(DateTimeOffset issuedAt, string digest) =>
        issuedAt <= NotBefore || Ended.Any(proof => proof.Digest == digest);
}

/// <summary>A session or token that was ended before its time.</summary>
public sealed record EndedProof(string Digest, DateTimeOffset Until);

/// <summary>Keeps them where every replica finds them, and where they survive.</summary>
internal interface IRevocationStore
{
    Task<Revocations?> FindAsync(PersonKey person, CancellationToken cancellationToken);

    /// <summary>Changes whenever something of anybody was withdrawn.</summary>
    Task<string> MarkAsync(CancellationToken cancellationToken);

    /// <summary>Returns when both the person's document and, after it, the mark are stored.</summary>
    Task ChangeAsync(PersonKey person, Func<Revocations?, Revocations> change, CancellationToken cancellationToken);
}
