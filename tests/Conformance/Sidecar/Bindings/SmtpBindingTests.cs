using System.Text;
using System.Text.Json;
using OpenClaw.Sidecar.Conformance.Support;

namespace OpenClaw.Sidecar.Conformance.Bindings;

/// <summary>The <c>bindings.smtp</c> rows of components 4, against a server that really converses.</summary>
public sealed class SmtpBindingTests
{
    private static readonly (string, string)[] Defaults =
        [("emailFrom", "news@acme.test"), ("emailTo", "sarah@acme.test"), ("subject", "Hello"), ("priority", "1")];

    [Fact]
    public async Task Create_SendsAnHtmlMail_WithTheComponentsSettings()
    {
        await using var server = new SmtpServer();
        await using var sidecar = await SidecarProcess.StartAsync(Mail(server, Defaults));

        await (await SendAsync(sidecar, "<b>Grüße</b>")).IsEmptyAsync();

        var (headers, body) = Parts(Assert.Single(server.Mails));
        Assert.Equal("news@acme.test", headers["From"]);
        Assert.Equal("sarah@acme.test", headers["To"]);
        Assert.Equal("Hello", headers["Subject"]);
        Assert.Equal("1", headers["X-Priority"]);
        Assert.StartsWith("text/html", headers["Content-Type"]);
        Assert.Equal("<b>Grüße</b>", body);
        Assert.Contains("MAIL FROM:<news@acme.test>", server.Commands);
        Assert.DoesNotContain(server.Commands, command => command.StartsWith("AUTH", StringComparison.Ordinal));
    }

    [Fact]
    public async Task RequestMetadata_OverridesTheSettings_AndListsAreSplitBySemicolons()
    {
        await using var server = new SmtpServer();
        await using var sidecar = await SidecarProcess.StartAsync(Mail(server, Defaults));

        await (await SendAsync(sidecar, "x", ("emailTo", "a@acme.test; b@acme.test"), ("emailCC", "c@acme.test"), ("emailBCC", "d@acme.test"), ("subject", "Näher"), ("priority", "5"),
            ("emailFrom", "other@acme.test"))).IsEmptyAsync();

        var (headers, _) = Parts(Assert.Single(server.Mails));
        Assert.Equal("a@acme.test, b@acme.test", headers["To"]);
        Assert.Equal("c@acme.test", headers["Cc"]);
        Assert.DoesNotContain("d@acme.test", server.Mails.Single());
        Assert.Equal("=?UTF-8?B?" + Convert.ToBase64String("Näher"u8) + "?=", headers["Subject"]);
        Assert.Equal("5", headers["X-Priority"]);
        Assert.Equal(["a", "b", "c", "d"], server.Commands.Where(command => command.StartsWith("RCPT", StringComparison.Ordinal)).Select(command => command["RCPT TO:<".Length..].Split('@')[0]));
    }

    [Theory]
    [InlineData("PLAIN LOGIN")]
    [InlineData("LOGIN")]
    public async Task StartTls_IsUsedWhereOffered_AndThePasswordTravelsInside(string methods)
    {
        using var authority = TestCertificates.Authority();
        using var certificate = TestCertificates.Issue(authority, "localhost");
        await using var server = new SmtpServer(certificate, methods);
        await using var sidecar = await SidecarProcess.StartAsync(Mail(server, [.. Defaults, ("user", "user"), ("password", "pass"), ("skipTLSVerify", "true")]));

        await (await SendAsync(sidecar, "x")).IsEmptyAsync();

        Assert.Contains("STARTTLS", server.Commands);
        Assert.Contains("[TLS]MAIL FROM:<news@acme.test>", server.Commands);
        if (methods.StartsWith("PLAIN", StringComparison.Ordinal))
        {
            Assert.Contains("[TLS]AUTH PLAIN " + Convert.ToBase64String("\0user\0pass"u8), server.Commands);
        }
        else
        {
            Assert.Contains("password " + Convert.ToBase64String("pass"u8), server.Commands);
        }
    }

    [Fact]
    public async Task CertificateThatIsNotTrusted_Fails_UnlessSkipTlsVerify()
    {
        using var authority = TestCertificates.Authority();
        using var certificate = TestCertificates.Issue(authority, "localhost");
        await using var server = new SmtpServer(certificate);
        await using var sidecar = await SidecarProcess.StartAsync(Mail(server, Defaults));

        await (await SendAsync(sidecar, "x")).IsErrorAsync(500, "ERR_INVOKE_OUTPUT_BINDING");

        Assert.Empty(server.Mails);
    }

    [Fact]
    public async Task WrongPassword_Is500()
    {
        await using var server = new SmtpServer(authentication: "PLAIN");
        await using var sidecar = await SidecarProcess.StartAsync(Mail(server, [.. Defaults, ("user", "user"), ("password", "wrong")]));

        await (await SendAsync(sidecar, "x")).IsErrorAsync(500, "ERR_INVOKE_OUTPUT_BINDING");
    }

    [Fact]
    public async Task BadCalls_Are500_AndSendNothing()
    {
        await using var server = new SmtpServer();
        await using var sidecar = await SidecarProcess.StartAsync(Mail(server, []));
        (string, string)[] whole = [("emailFrom", "a@acme.test"), ("emailTo", "b@acme.test"), ("subject", "s")];

        foreach (var metadata in new[]
        {
            [], whole[1..], [whole[0], whole[2]], whole[..2], [.. whole, ("priority", "9")], [.. whole, ("emailCC", "unknown@acme.test")],
            [.. whole[..2], ("subject", "s\r\nBcc: spy@acme.test")], [whole[0], ("emailTo", "b@acme.test>\r\nRCPT TO:<spy@acme.test"), whole[2]],
        })
        {
            await (await SendAsync(sidecar, "x", metadata)).IsErrorAsync(500, "ERR_INVOKE_OUTPUT_BINDING");
        }

        Assert.Empty(server.Mails);
        await (await SendAsync(sidecar, "x", whole)).IsEmptyAsync();
    }

    [Fact]
    public async Task ServerThatIsAway_Is500()
    {
        var server = new SmtpServer();
        await using var sidecar = await SidecarProcess.StartAsync(Mail(server, Defaults));
        await server.DisposeAsync();

        await (await SendAsync(sidecar, "x")).IsErrorAsync(500, "ERR_INVOKE_OUTPUT_BINDING");
    }

    private static string Mail(SmtpServer server, (string, string)[] more) =>
        Yaml.Component("mail", "bindings.smtp", [("host", "localhost"), ("port", $"{server.Port}"), .. more]);

    private static Task<HttpResponseMessage> SendAsync(SidecarProcess sidecar, string html, params (string Name, string Value)[] metadata) =>
        sidecar.PostAsync("/v1.0/bindings/mail", JsonSerializer.Serialize(new { operation = "create", data = html, metadata = metadata.ToDictionary(pair => pair.Name, pair => pair.Value) }));

    private static (Dictionary<string, string> Headers, string Body) Parts(string mail)
    {
        var halves = mail.Split("\n\n", 2);
        var headers = halves[0].Split('\n').Select(line => line.Split(": ", 2)).ToDictionary(pair => pair[0], pair => pair[1]);
        var text = headers["Content-Transfer-Encoding"] == "base64" ? Encoding.UTF8.GetString(Convert.FromBase64String(halves[1].Replace("\n", "", StringComparison.Ordinal)))
            : Encoding.UTF8.GetString(QuotedPrintable(halves[1].TrimEnd('\n')));
        return (headers, text);
    }

    /// <summary>The other transfer encoding that mailers choose.</summary>
    private static byte[] QuotedPrintable(string text)
    {
        var bytes = new List<byte>();
        var joined = text.Replace("=\n", "", StringComparison.Ordinal);
        for (var at = 0; at < joined.Length; at++)
        {
            if (joined[at] == '=')
            {
                bytes.Add(Convert.ToByte(joined.Substring(at + 1, 2), 16));
                at += 2;
            }
            else
            {
                bytes.Add((byte)joined[at]);
            }
        }
        return [.. bytes];
    }
}
