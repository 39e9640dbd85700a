using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using OpenClaw.Testing;

namespace OpenClaw.Sidecar.Conformance.Bindings;

/// <summary>A mail server that speaks just enough of RFC 5321, and keeps what it was told.</summary>
internal sealed class SmtpServer : IAsyncDisposable
{
    private readonly TcpListener _listener;
    private readonly X509Certificate2? _certificate;
    private readonly string _authentication;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _loop;

    /// <param name="certificate">Offers STARTTLS when given.</param>
    /// <param name="authentication">Methods it offers, empty for none.</param>
    public SmtpServer(X509Certificate2? certificate = null, string authentication = "")
    {
        (_certificate, _authentication, Port) = (certificate, authentication, FreePorts.Next());
        _listener = new TcpListener(IPAddress.Loopback, Port);
        _listener.Start();
        _loop = AcceptAsync();
    }

    public int Port { get; }

    /// <summary>Every command, with <c>[TLS]</c> in front of those that came encrypted.</summary>
    public ConcurrentQueue<string> Commands { get; } = new();

    public ConcurrentQueue<string> Mails { get; } = new();

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _loop;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                using var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                await ServeAsync(client.GetStream());
            }
            catch (Exception error) when (error is OperationCanceledException or SocketException or IOException or System.Security.Authentication.AuthenticationException)
            {
                // The client went away, or the test is over.
            }
        }
    }

    private async Task ServeAsync(Stream stream)
    {
        var reader = new StreamReader(stream, Encoding.UTF8);
        await SayAsync(stream, "220 test server");
        while (await reader.ReadLineAsync(_stop.Token) is { } line)
        {
            Commands.Enqueue((stream is SslStream ? "[TLS]" : "") + line);
            switch (line.Split(' ')[0].ToUpperInvariant())
            {
                case "EHLO":
                    await SayAsync(stream, "250-hello" + (_certificate is not null && stream is not SslStream ? "\r\n250-STARTTLS" : "")
                        + (_authentication.Length > 0 ? $"\r\n250-AUTH {_authentication}" : "") + "\r\n250 8BITMIME");
                    break;
                case "STARTTLS":
                    await SayAsync(stream, "220 go ahead");
                    var secure = new SslStream(stream);
                    await secure.AuthenticateAsServerAsync(_certificate!);
                    (stream, reader) = (secure, new StreamReader(secure, Encoding.UTF8));
                    break;
                case "AUTH":
                    await AuthenticateAsync(stream, reader, line);
                    break;
                case "RCPT" when line.Contains("unknown@", StringComparison.Ordinal):
                    await SayAsync(stream, "550 no such user");
                    break;
                case "DATA":
                    await SayAsync(stream, "354 end with a dot");
                    Mails.Enqueue(await MailAsync(reader));
                    await SayAsync(stream, "250 kept");
                    break;
                case "QUIT":
                    await SayAsync(stream, "221 bye");
                    return;
                default:
                    await SayAsync(stream, "250 fine");
                    break;
            }
        }
    }

    private async Task AuthenticateAsync(Stream stream, StreamReader reader, string line)
    {
        if (line == "AUTH LOGIN")
        {
            await SayAsync(stream, "334 VXNlcm5hbWU6");
            Commands.Enqueue("user " + await reader.ReadLineAsync(_stop.Token));
            await SayAsync(stream, "334 UGFzc3dvcmQ6");
            Commands.Enqueue("password " + await reader.ReadLineAsync(_stop.Token));
        }
        await SayAsync(stream, line.EndsWith(Convert.ToBase64String("\0user\0wrong"u8), StringComparison.Ordinal) ? "535 no" : "235 welcome");
    }

    private async Task<string> MailAsync(StreamReader reader)
    {
        var mail = new StringBuilder();
        while (await reader.ReadLineAsync(_stop.Token) is { } line && line != ".")
        {
            mail.Append(line).Append('\n');
        }
        return mail.ToString();
    }

    private async Task SayAsync(Stream stream, string line) => await stream.WriteAsync(Encoding.UTF8.GetBytes(line + "\r\n"), _stop.Token);
}
