using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using OpenClaw.Testing;

namespace OpenClaw.Hosting.Tests.Kubernetes;

/// <summary>The script that makes Secrets and the manifests that need them must not drift apart.</summary>
public sealed class NewSecretsTests(PublishedManifests published) : IClassFixture<PublishedManifests>
{
    private static readonly string[] Given = ["OIDC_CLIENT_SECRET", "GITHUB_TOKEN", "GITHUB_WEBHOOK_ACME", "GITHUB_WEBHOOK_GLOBEX", "CHAT_WEBHOOK_URL", "AUDIT_ANCHOR_S3"];

    [Fact]
    public async Task Script_MakesExactlyWhatTheSummaryAsksFor()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/openssl"), "openssl is not installed.");

        var secrets = await RunAsync();

        Assert.Equal(published.Provided("secrets").Order(), secrets.Keys.Order());
    }

    [Fact]
    public async Task Script_MakesValuesThatAgree()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/openssl"), "openssl is not installed.");

        var secrets = await RunAsync();

        Assert.Contains($"password={secrets["postgres-password/postgres-password"]} ", secrets["statestore-connection/statestore-connection"], StringComparison.Ordinal);
        Assert.Contains($":{secrets["rabbitmq-password/rabbitmq-password"]}@rabbitmq-service:5672", secrets["rabbitmq-connection/rabbitmq-connection"], StringComparison.Ordinal);
        foreach (var name in (string[])["internal-token", "policy-bundle"])
        {
            using var signing = ECDsa.Create();
            using var verifying = ECDsa.Create();
            signing.ImportFromPem(secrets[$"{name}-signing-key/{name}-signing-key"]);
            verifying.ImportFromPem(secrets[$"{name}-public-key/{name}-public-key"]);
            byte[] message = [1];
            Assert.True(verifying.VerifyData(message, signing.SignData(message, HashAlgorithmName.SHA256), HashAlgorithmName.SHA256), name);
        }

        Assert.Equal(32, Convert.FromBase64String(secrets["audit-signing-key/audit-signing-key"]).Length);
        var random = secrets.Where(secret => !secret.Key.EndsWith("-key", StringComparison.Ordinal)).Select(secret => secret.Value).ToList();
        Assert.Equal(random.Count, random.Distinct().Count());
    }

    private static async Task<Dictionary<string, string>> RunAsync()
    {
        var start = new ProcessStartInfo("/bin/sh", [Path.Combine(SolutionPaths.Root, "deploy", "kubernetes", "new-secrets.sh")]) { RedirectStandardOutput = true };
        foreach (var name in Given)
        {
            start.Environment[name] = "given " + name;
        }

        using var process = Process.Start(start)!;
        var documents = YamlFiles.Read(await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken));
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, process.ExitCode);
        return documents.SelectMany(document => document["data"]!.AsObject().Select(entry => KeyValuePair.Create(
            $"{document["metadata"]!["name"]}/{entry.Key}", Encoding.UTF8.GetString(Convert.FromBase64String(entry.Value!.GetValue<string>())))))
            .ToDictionary();
    }
}
