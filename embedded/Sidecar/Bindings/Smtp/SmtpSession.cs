using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace OpenClaw.Sidecar.Bindings.Smtp;

/// <summary>
/// One conversation with a mail server (RFC 5321): TLS from the start on port 465, by STARTTLS wherever the server
/// offers it, and authentication when a user is configured.
/// </summary>
internal sealed class SmtpSession : IAsyncDisposable
{
    private const int ImplicitTlsPort = 465;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly TcpClient _client = new();
    private readonly SmtpOptions _options;
    private Stream _stream = Stream.Null;
    private StreamReader _reader = StreamReader.Null;
    private string[] _extensions = [];

    private SmtpSession(SmtpOptions options) => _options = options;

    public static async Task<SmtpSession> OpenAsync(SmtpOptions options, CancellationToken cancellationToken)
    {
        var session = new SmtpSession(options);
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(Patience);
            await session.ConnectAsync(limit.Token);
            return session;
        }
        catch (Exception error)
        {
            await session.DisposeAsync();
            throw error is SocketException or IOException or System.Security.Authentication.AuthenticationException
                ? new BindingException($"error from smtp binding, sending email failed: {error.Message}") : error;
        }
    }

    public async Task SendAsync(Mail mail, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        // Everything is checked before the server hears of it.
        var (text, sender, recipients) = (mail.Compose(), mail.Sender, mail.Recipients.ToArray());
        await CommandAsync($"MAIL FROM:<{sender}>", 250, limit.Token);
        foreach (var recipient in recipients)
        {
            await CommandAsync($"RCPT TO:<{recipient}>", 250, limit.Token);
        }
        await CommandAsync("DATA", 354, limit.Token);
        // The body is base64, so no line of it can begin with a dot.
        await CommandAsync(text + ".", 250, limit.Token);
        await CommandAsync("QUIT", 221, limit.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _stream.DisposeAsync();
        _client.Dispose();
    }

    private async Task ConnectAsync(CancellationToken cancellationToken)
    {
        await _client.ConnectAsync(_options.Host, _options.Port, cancellationToken);
        Use(_client.GetStream());
        if (_options.Port == ImplicitTlsPort)
        {
            await SecureAsync(cancellationToken);
        }
        await ExpectAsync(220, cancellationToken);
        await GreetAsync(cancellationToken);
        if (_stream is not SslStream && Offers("STARTTLS"))
        {
            await CommandAsync("STARTTLS", 220, cancellationToken);
            await SecureAsync(cancellationToken);
            await GreetAsync(cancellationToken);
        }
        if (_options.User is not null)
        {
            await AuthenticateAsync(cancellationToken);
        }
    }

    private async Task GreetAsync(CancellationToken cancellationToken) =>
        _extensions = await CommandAsync("EHLO localhost", 250, cancellationToken);

    private async Task AuthenticateAsync(CancellationToken cancellationToken)
    {
        var methods = _extensions.FirstOrDefault(line => line.StartsWith("AUTH ", StringComparison.OrdinalIgnoreCase))?.Split(' ') ?? [];
        if (_stream is not SslStream && _options.Host is not ("localhost" or "127.0.0.1" or "::1"))
        {
            throw new BindingException("error from smtp binding, sending email failed: the password would travel over an unencrypted connection");
        }
        if (methods.Contains("PLAIN", StringComparer.OrdinalIgnoreCase))
        {
            await CommandAsync("AUTH PLAIN " + Base64($"\0{_options.User}\0{_options.Password}"), 235, cancellationToken);
        }
        else if (methods.Contains("LOGIN", StringComparer.OrdinalIgnoreCase))
        {
            await CommandAsync("AUTH LOGIN", 334, cancellationToken);
            await CommandAsync(Base64(_options.User!), 334, cancellationToken);
            await CommandAsync(Base64(_options.Password!), 235, cancellationToken);
        }
        else if (methods.Length > 0)
        {
            throw new BindingException("error from smtp binding, sending email failed: the server offers neither PLAIN nor LOGIN");
        }
    }

    [SuppressMessage("Security", "CA5359", Justification = "Only when the component says skipTLSVerify, as the original offers it.")]
    private async Task SecureAsync(CancellationToken cancellationToken)
    {
        var secure = new SslStream(_stream, leaveInnerStreamOpen: false);
        await secure.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = _options.Host,
            RemoteCertificateValidationCallback = _options.SkipTlsVerify ? static (_, _, _, _) => true : null,
        }, cancellationToken);
        Use(secure);
    }

    private void Use(Stream stream)
    {
        _stream = stream;
        _reader = new StreamReader(stream, Encoding.UTF8, false, 1024, leaveOpen: true);
    }

    private bool Offers(string extension) => _extensions.Contains(extension, StringComparer.OrdinalIgnoreCase);

    private async Task<string[]> CommandAsync(string line, int expected, CancellationToken cancellationToken)
    {
        await _stream.WriteAsync(Encoding.UTF8.GetBytes(line + "\r\n"), cancellationToken);
        await _stream.FlushAsync(cancellationToken);
        return await ExpectAsync(expected, cancellationToken);
    }

    /// <summary>The texts of an answer that may have several lines; any other code is a failure.</summary>
    private async Task<string[]> ExpectAsync(int expected, CancellationToken cancellationToken)
    {
        var lines = new List<string>();
        while (true)
        {
            var line = await _reader.ReadLineAsync(cancellationToken) ?? throw new BindingException("error from smtp binding, sending email failed: the server closed the connection");
            lines.Add(line.Length > 4 ? line[4..] : "");
            if (line.Length < 4 || line[3] != '-')
            {
                return line.Length >= 3 && int.TryParse(line.AsSpan(0, 3), NumberStyles.None, CultureInfo.InvariantCulture, out var code) && code == expected
                    ? [.. lines] : throw new BindingException($"error from smtp binding, sending email failed: {line}");
            }
        }
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
