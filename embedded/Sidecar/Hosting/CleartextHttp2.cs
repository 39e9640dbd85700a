using System.Buffers;
using System.IO.Pipelines;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace OpenClaw.Sidecar.Hosting;

/// <summary>
/// HTTP/1.1 and HTTP/2 with prior knowledge on one cleartext port. The server chooses HTTP/2 only where TLS negotiated
/// it, so a connection that begins with HTTP/2's preface (RFC 9113, 3.4) is presented as one that did.
/// </summary>
internal static class CleartextHttp2
{
    private static ReadOnlySpan<byte> Preface => "PRI * HTTP/2.0"u8;

    public static void Accept(ListenOptions listen)
    {
        listen.Protocols = HttpProtocols.Http1AndHttp2;
        listen.Use(next => async connection =>
        {
            if (await IsHttp2Async(connection.Transport.Input, connection.ConnectionClosed))
            {
                var negotiated = new Negotiated();
                connection.Features.Set<ITlsConnectionFeature>(negotiated);
                connection.Features.Set<ITlsApplicationProtocolFeature>(negotiated);
            }
            await next(connection);
        });
    }

    private static async Task<bool> IsHttp2Async(PipeReader input, CancellationToken closed)
    {
        while (true)
        {
            ReadResult read;
            try
            {
                read = await input.ReadAsync(closed);
            }
            catch (Exception error) when (error is OperationCanceledException or ConnectionResetException or ConnectionAbortedException)
            {
                return false;
            }
            var length = (int)Math.Min(read.Buffer.Length, Preface.Length);
            var matches = Preface[..length].SequenceEqual(read.Buffer.Slice(0, length).ToArray());
            var isKnown = !matches || length == Preface.Length || read.IsCompleted;
            input.AdvanceTo(read.Buffer.Start, isKnown ? read.Buffer.Start : read.Buffer.End);
            if (isKnown)
            {
                return matches && length == Preface.Length;
            }
        }
    }

    private sealed class Negotiated : ITlsConnectionFeature, ITlsApplicationProtocolFeature
    {
        public X509Certificate2? ClientCertificate { get; set; }

        public ReadOnlyMemory<byte> ApplicationProtocol { get; } = "h2"u8.ToArray();

        public Task<X509Certificate2?> GetClientCertificateAsync(CancellationToken cancellationToken) => Task.FromResult<X509Certificate2?>(null);
    }
}
