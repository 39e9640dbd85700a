using System.Globalization;
using System.Text;
using OpenClaw.Audit.Features.Anchors;
using OpenClaw.Audit.Options;
using OpenClaw.Transparency;

namespace OpenClaw.Audit.Infrastructure.Anchors;

/// <summary>The call <c>add-checkpoint</c> of C2SP tlog-witness.</summary>
internal sealed class HttpWitness(WitnessOptions options, EndpointCaller caller) : IWitness
{
    private readonly string _path = options.Prefix is null ? "/add-checkpoint" : $"/{options.Prefix}/add-checkpoint";

    public string Name => options.Name;

    public NoteKey Key { get; } = NoteKey.Parse(options.Key) is { IsWitness: true } key
        ? key
        : throw new InvalidOperationException($"Audit:Anchors:Witnesses: the key of {options.Name} is not one of a witness (C2SP tlog-cosignature).");

    public async Task<WitnessAnswer> AddAsync(long oldSize, IReadOnlyList<byte[]> proof, string note, CancellationToken cancellationToken)
    {
        var hashes = string.Concat(proof.Select(hash => Convert.ToBase64String(hash) + "\n"));
        using var request = new HttpRequestMessage(HttpMethod.Post, _path)
        {
            Content = new StringContent(string.Create(CultureInfo.InvariantCulture, $"old {oldSize}\n{hashes}\n{note}")),
        };
        var answer = await caller.SendAsync(options.Endpoint, request, cancellationToken);
        var body = Encoding.UTF8.GetString(answer.Body);
        return answer.Status switch
        {
            >= 200 and < 300 => Cosigned(note, body),
            StatusCodes.Status409Conflict when long.TryParse(body.TrimEnd('\n'), NumberStyles.None, CultureInfo.InvariantCulture, out var size) => new WitnessAnswer.Knows(size),

            // The root hash of the size it knows is another.
            StatusCodes.Status409Conflict when Checkpoint.Parse(SignedNote.Parse(note)!.Text)!.Size == oldSize => new WitnessAnswer.Contradicts(),
            StatusCodes.Status422UnprocessableEntity => new WitnessAnswer.Contradicts(),
            _ => new WitnessAnswer.Refuses($"answered {answer.Status}"),
        };
    }

    /// <summary>Only a line that is right under the configured key counts; a witness may answer others besides.</summary>
    private WitnessAnswer Cosigned(string note, string lines) =>
        SignedNote.Parse(note + lines)?.Signatures.FirstOrDefault(line => Key.Verify(SignedNote.Parse(note)!.Text, line)) is { } signature
            ? new WitnessAnswer.Cosigned(signature)
            : new WitnessAnswer.Refuses("answered with no co-signature of its key");
}
