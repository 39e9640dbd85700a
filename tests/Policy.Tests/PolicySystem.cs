using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Npgsql;
using OpenClaw.Contracts;
using OpenClaw.Policy.Tests;
using OpenClaw.ServiceDefaults.Identity;
using OpenClaw.ServiceDefaults.Policy;
using OpenClaw.Testing;

[assembly: AssemblyFixture(typeof(PolicySystem))]

namespace OpenClaw.Policy.Tests;

/// <summary>A migrated database, a stand-in for the sidecar, and policy services over them; tenants keep tests apart.</summary>
public sealed class PolicySystem : IAsyncLifetime
{
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);
    private readonly SemaphoreSlim _migrating = new(1);
    private readonly TestIdentity _identity = new();
    private readonly TestPolicies _policies = new();
    private PostgresServer? _postgres;
    private RecordingSidecar? _sidecar;
    private ServiceProcess? _service;
    private int _databases;

    internal TestIdentity Identity => _identity;

    internal string PublicKey => _policies.PublicKey;

    /// <summary>What a replica believes.</summary>
    internal PolicyTrust Trust => new(_policies.PublicKey);

    internal RecordingSidecar Sidecar => OrSkip(_sidecar);

    internal PostgresServer Postgres => OrSkip(_postgres);

    internal ServiceProcess Service => OrSkip(_service);

    public async ValueTask InitializeAsync()
    {
        if (ServerPrograms.PostgresMissingReason is not null)
        {
            return;
        }

        _postgres = await PostgresServer.StartAsync();
        _sidecar = await RecordingSidecar.StartAsync();
        _service = await StartServiceAsync(await NewDatabaseAsync(), _sidecar);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var part in new IAsyncDisposable?[] { _service, _sidecar, _postgres })
        {
            await (part?.DisposeAsync() ?? ValueTask.CompletedTask);
        }

        _identity.Dispose();
        _policies.Dispose();
        _migrating.Dispose();
    }

    internal async Task<string> NewDatabaseAsync()
    {
        var name = $"policy{Interlocked.Increment(ref _databases)}";
        await Postgres.CreateDatabaseAsync(name);

        // Roles belong to the server and not to a database, so two migrations at once would get into each other's way.
        await _migrating.WaitAsync();
        try
        {
            var (code, output) = await MigrateAsync(Postgres.ConnectionStringFor(name));
            Assert.True(code == 0, output);
            return name;
        }
        finally
        {
            _migrating.Release();
        }
    }

    internal async Task<ServiceProcess> StartServiceAsync(string database, RecordingSidecar sidecar, params (string Name, string Value)[] settings)
    {
        var environment = _identity.Environment;
        environment["ConnectionStrings__policy-writer"] = Postgres.ConnectionStringFor(database, "policy_writer");
        environment["ConnectionStrings__policy-reader"] = Postgres.ConnectionStringFor(database, "policy_reader");
        environment["DAPR_HTTP_ENDPOINT"] = sidecar.Address.ToString();
        environment["Policy__Rules__PollInterval"] = "00:00:00.100";
        environment["Policy__Models__Catalogue__gpt-best"] = "openai";
        environment["Policy__Models__Catalogue__forbidden-one"] = "elsewhere";
        environment["Policy__Rules__SigningKey"] = _policies.PrivateKey;
        environment["Tenants__Owner"] = "acme";
        environment["Tenants__Seed__globex"] = "Globex Labs";
        foreach (var (name, value) in settings)
        {
            environment[name] = value;
        }

        var service = await ServiceProcess.StartAsync("OpenClaw.Policy.dll", environment);
        await Eventually.AsyncTrue(
            async _ => (await BundleAsync(service, "globex")).Bundle?.Data["tenants"]?["globex"]?["enterprise"]?["audit"] is not null,
            Deadline, "the baseline is in force", () => service.Output);
        return service;
    }

    /// <summary>A tenant's bundle as a replica gets it: verified.</summary>
    internal async Task<(HttpStatusCode Status, PolicyBundle? Bundle, string? Tag)> BundleAsync(ServiceProcess service, string tenant = "acme", string? known = null)
    {
        using var request = _identity.AsService(AppIds.Briefing, HttpMethod.Get, $"/internal/policy/bundle?tenant={Uri.EscapeDataString(tenant)}");
        if (known is not null)
        {
            request.Headers.IfNoneMatch.Add(new($"\"{known}\""));
        }

        using var answer = await service.Client.SendAsync(request);
        var bundle = answer.StatusCode == HttpStatusCode.OK ? BundleArchive.Open(await answer.Content.ReadAsByteArrayAsync(), tenant, Trust) : null;
        return (answer.StatusCode, bundle, answer.Headers.ETag?.Tag);
    }

    internal async Task<PolicyCatalogue> CatalogueAsync(ServiceProcess service)
    {
        using var request = _identity.AsService(AppIds.Briefing, HttpMethod.Get, "/internal/policy/bundles");
        using var answer = await service.Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return PolicyCatalogue.Open(await answer.Content.ReadAsStringAsync(), Trust);
    }

    /// <summary>The changes that were announced, as a replica reads them: verified.</summary>
    internal IReadOnlyList<Announcement> Announced(RecordingSidecar sidecar) =>
    [
        .. sidecar.Published.Where(text => text.StartsWith($"{ComponentNames.Broadcast}/{Topics.PolicyChanged} ", StringComparison.Ordinal))
            .Select(text => JsonNode.Parse(text[text.IndexOf('{', StringComparison.Ordinal)..])!["data"].Deserialize<PolicyChanged>(ContractsJson.Options)!)
            .Where(change => change.Catalogue is not null)
            .Select(change => new Announcement(change, Trust)),
    ];

    internal async Task<Reply> SendAsync(
        Caller caller, HttpMethod method, string path, object? body = null, string? match = null, string? key = null, ServiceProcess? service = null)
    {
        using var request = _identity.AsPerson(caller, method, path.StartsWith("/api/", StringComparison.Ordinal) ? path : "/api/v1/policies" + path);
        request.Content = body is null ? null : JsonContent.Create(body, options: ContractsJson.Options);
        if (match is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Match", match);
        }

        if (key is not null)
        {
            request.Headers.Add(HeaderNames.IdempotencyKey, key);
        }

        using var answer = await (service ?? Service).Client.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        return new Reply((int)answer.StatusCode, text.Length == 0 ? null : JsonNode.Parse(text), answer.Headers.ETag?.Tag, answer.Headers.Location?.ToString());
    }

    /// <summary>A caller like this one in a tenant of the test's own; it has no policies.</summary>
    internal static Caller In(string tenant, Caller caller) => caller with { TenantId = tenant };

    internal static string NewTenant() => $"t-{Guid.NewGuid():N}"[..14];

    /// <summary>Runs a statement as this database role.</summary>
    internal async Task<object?> ExecuteAsync(string sql, string role = "app", string? tenant = null, string database = "policy1")
    {
        await using var dataSource = NpgsqlDataSource.Create(Postgres.ConnectionStringFor(database, role));
        await using var connection = await dataSource.OpenConnectionAsync();
        if (tenant is not null)
        {
            await using var name = new NpgsqlCommand($"SET openclaw.tenant = '{tenant}'", connection);
            await name.ExecuteNonQueryAsync();
        }

        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }

    internal static T OrSkip<T>(T? started)
    {
        Assert.SkipWhen(ServerPrograms.PostgresMissingReason is not null, ServerPrograms.PostgresMissingReason ?? "");
        return started!;
    }

    private static async Task<(int Code, string Output)> MigrateAsync(string connectionString)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "OpenClaw.Migrations.dll"), "policy"])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            Environment =
            {
                ["ConnectionStrings__policy"] = connectionString,
                ["Migrations__Passwords__policy_writer"] = "writer-pass",
                ["Migrations__Passwords__policy_reader"] = "reader-pass",
            },
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output + error);
    }
}

/// <summary>An announcement, read.</summary>
internal sealed record Announcement(PolicyChanged Change, PolicyTrust Trust)
{
    public IReadOnlyDictionary<string, string> Versions => PolicyCatalogue.Open(Change.Catalogue!, Trust).Tenants;

    public PolicyBundle? Bundle(string tenant) => Change.Bundles?.GetValueOrDefault(tenant) is { } packed ? BundleArchive.Open(packed, tenant, Trust) : null;
}

/// <summary>An answer, read.</summary>
internal sealed record Reply(int Status, JsonNode? Body, string? Tag, string? Location)
{
    public string? this[string name] => Body?[name]?.ToString();

    public Reply Must(int status)
    {
        Assert.True(Status == status, $"{Status} instead of {status}: {Body}");
        return this;
    }
}
