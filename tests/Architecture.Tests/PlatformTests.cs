using System.Diagnostics;
using System.Text.Json;

namespace OpenClaw.Architecture.Tests;

/// <summary>One source, two platforms: which references each choice really evaluates to.</summary>
public sealed class PlatformTests : IDisposable
{
    private const string AppHostSdk = "aspire.apphost.sdk";
    private readonly string _packages = Directory.CreateTempSubdirectory("openclaw-platform-").FullName;

    // Stand-ins for Dapr's and Aspire's packages; the Rego engine is ours on both platforms (docs/adr/0002).
    private static readonly string[] StandIns =
        ["embedded/Dapr/", "embedded/Hosting/", "embedded/Npgsql/", "embedded/Redis/", "embedded/Sidecar/", "embedded/Dashboard/", "embedded/Opa/"];

    public static TheoryData<string> Projects =>
    [
        "AppHost/OpenClaw.AppHost.csproj",
        "ServiceDefaults/OpenClaw.ServiceDefaults.csproj",
        .. SourceTree.Services.Select(service => $"services/{service}/OpenClaw.{service}.csproj"),
    ];

    [Theory]
    [MemberData(nameof(Projects))]
    public async Task OfficialPlatform_ReferencesNoStandIn(string project)
    {
        ProvideSdkShape();

        var items = await EvaluateAsync(project, useEmbeddedPlatform: false);

        Assert.DoesNotContain(items.Projects, reference => StandIns.Any(reference.StartsWith));
        Assert.All(items.PlatformPackages, package => Assert.Contains(package, items.Packages));
        Assert.NotEmpty(items.PlatformPackages);
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public async Task EmbeddedPlatform_ReferencesNoOfficialPackage(string project)
    {
        var items = await EvaluateAsync(project, useEmbeddedPlatform: true);

        Assert.Empty(items.Packages.Intersect(items.PlatformPackages));
        Assert.Contains(items.Projects, reference => StandIns.Any(reference.StartsWith));
    }

    [Fact]
    public async Task OfficialAppHost_NamesThePackagesOfTheDesign()
    {
        ProvideSdkShape();
        string[] expected =
        [
            "Aspire.Hosting.AppHost", "Aspire.Hosting.PostgreSQL", "Aspire.Hosting.Redis", "Aspire.Hosting.RabbitMQ",
            "Aspire.Hosting.Kubernetes", "CommunityToolkit.Aspire.Hosting.Dapr",
        ];

        var items = await EvaluateAsync("AppHost/OpenClaw.AppHost.csproj", useEmbeddedPlatform: false);

        Assert.Empty(expected.Except(items.Packages));
    }

    public void Dispose() => Directory.Delete(_packages, recursive: true);

    /// <summary>
    /// Evaluation needs the Aspire SDK's two files to exist. Where it cannot be restored, a package folder with the same
    /// shape (it imports the .NET SDK and adds nothing) lets MSBuild evaluate every item that we write.
    /// </summary>
    private void ProvideSdkShape()
    {
        var sdk = Directory.CreateDirectory(Path.Combine(_packages, AppHostSdk, "13.5.2", "Sdk")).FullName;
        File.WriteAllText(Path.Combine(sdk, "Sdk.props"), "<Project><Import Project=\"Sdk.props\" Sdk=\"Microsoft.NET.Sdk\" /></Project>");
        File.WriteAllText(Path.Combine(sdk, "Sdk.targets"), "<Project><Import Project=\"Sdk.targets\" Sdk=\"Microsoft.NET.Sdk\" /></Project>");
        var version = Path.GetDirectoryName(sdk)!;
        File.WriteAllText(Path.Combine(version, AppHostSdk + ".nuspec"), $"<package><metadata><id>{AppHostSdk}</id><version>13.5.2</version><authors>x</authors><description>x</description></metadata></package>");
        File.WriteAllText(Path.Combine(version, AppHostSdk + ".13.5.2.nupkg.sha512"), "");
        File.WriteAllText(Path.Combine(version, ".nupkg.metadata"), "{\"version\":2,\"contentHash\":\"\",\"source\":null}");
    }

    private async Task<Items> EvaluateAsync(string project, bool useEmbeddedPlatform)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = SourceTree.Root,
            ArgumentList =
            {
                "msbuild", Path.Combine(SourceTree.Root, project), "-nologo",
                $"-p:UseEmbeddedPlatform={(useEmbeddedPlatform ? "true" : "false")}",
                "-getItem:PackageReference", "-getItem:ProjectReference", "-getItem:PlatformReference",
            },
        };
        if (!useEmbeddedPlatform)
        {
            start.Environment["NUGET_PACKAGES"] = _packages;
        }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, $"{project} does not evaluate: {await output}{await error}");

        using var document = JsonDocument.Parse(await output);
        var items = document.RootElement.GetProperty("Items");
        string[] Of(string kind, string field) =>
            [.. items.GetProperty(kind).EnumerateArray().Select(item => item.GetProperty(field).GetString()!)];
        var projects = Of("ProjectReference", "FullPath").Select(path => Path.GetRelativePath(SourceTree.Root, path).Replace('\\', '/'));
        return new Items(Of("PackageReference", "Identity"), [.. projects], Of("PlatformReference", "Identity"));
    }

    private sealed record Items(string[] Packages, string[] Projects, string[] PlatformPackages);
}
