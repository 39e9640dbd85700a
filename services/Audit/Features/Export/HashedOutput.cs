using System.Buffers;
using System.IO.Pipelines;
using System.Security.Cryptography;
using System.Text;

namespace OpenClaw.Audit.Features.Export;

/// <summary>The body of the answer: whatever is written to it is hashed, and sent in pieces so that memory does not grow.</summary>
internal sealed class HashedOutput(PipeWriter writer) : IDisposable
{
    private const int Piece = 64 * 1024;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private int _unsent;

    public bool IsPieceFull => _unsent >= Piece;

    public void Write(ReadOnlySpan<byte> bytes)
    {
        _hash.AppendData(bytes);
        writer.Write(bytes);
        _unsent += bytes.Length;
    }

    public void Write(string text) => Write(Encoding.UTF8.GetBytes(text));

    public async ValueTask SendAsync(CancellationToken cancellationToken)
    {
        _unsent = 0;
        await writer.FlushAsync(cancellationToken);
    }

    /// <summary>The hash of everything written so far.</summary>
    public byte[] Digest() => _hash.GetCurrentHash();

    public void Dispose() => _hash.Dispose();
}
