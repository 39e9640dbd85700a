using Npgsql;
using OpenClaw.Audit.Features.Sealing;
using OpenClaw.Audit.Infrastructure;
using OpenClaw.Contracts;
using OpenClaw.ServiceDefaults.Identity;
using OpenClaw.Testing;
using OpenClaw.Transparency;

namespace OpenClaw.Audit.Tests.Anchors;

/// <summary>An audit service with a database, sidecar and anchors of its own: a folder, a store and a bucket.</summary>
internal sealed class GuardedAudit : IAsyncDisposable
{
    private readonly AuditSystem _system;
    private readonly string _database;
    private SidecarBeside? _sidecar;

    private GuardedAudit(AuditSystem system, string database) => (_system, _database) = (system, database);

    public OutsideWorld World { get; private set; } = null!;

    public ServiceProcess Service { get; private set; } = null!;

    public DirectoryInfo Folder { get; } = Directory.CreateTempSubdirectory("audit-anchors-");

    /// <summary>Signs in as the owner of the database.</summary>
    public string Owner => _system.Postgres.ConnectionStringFor(_database);

    public static Task<GuardedAudit> StartAsync(AuditSystem system, params (string Name, string Value)[] settings) =>
        StartAsync(system, null, settings);

    public static async Task<GuardedAudit> StartAsync(AuditSystem system, WitnessProcess? witness, params (string Name, string Value)[] settings)
    {
        var audit = new GuardedAudit(system, $"guarded_{Guid.NewGuid():N}");
        await system.Postgres.CreateDatabaseAsync(audit._database);
        var (code, output) = await AuditSystem.MigrateAsync(audit.Owner);
        Assert.True(code == 0, output);
        audit.World = await OutsideWorld.StartAsync();
        audit._sidecar = await SidecarBeside.StartAsync(audit.World, witness);
        await audit.StartServiceAsync(settings);
        return audit;
    }

    public async Task StartServiceAsync(params (string Name, string Value)[] settings)
    {
        string Database(string role) => _system.Postgres.ConnectionStringFor(_database, role);
        Service = await _system.StartServiceAsync(
            _system.Postgres,
            [
                ("ConnectionStrings__audit-writer", Database("audit_writer")),
                ("ConnectionStrings__audit-sealer", Database("audit_sealer")),
                ("ConnectionStrings__audit-reader", Database("audit_reader")),
                ("DAPR_HTTP_ENDPOINT", _sidecar!.Endpoint),
                ("Audit__Anchors__Interval", "00:00:00.200"),
                ("Audit__Anchors__Files__0__Folder", Folder.FullName),
                ("Audit__Anchors__Http__0__Endpoint", "anchor-store"),
                ("Audit__Anchors__Http__0__Prefix", "logs"),
                ("Audit__Anchors__S3__0__Endpoint", "anchor-bucket"),
                ("Audit__Anchors__S3__0__Host", World.Host),
                ("Audit__Anchors__S3__0__Bucket", "guarded"),
                ("Audit__Anchors__S3__0__Region", "eu-test-1"),
                ("Audit__Anchors__S3__0__Credentials", OutsideWorld.Credentials),
                .. settings,
            ]);
    }

    public async Task RestartAsync(params (string Name, string Value)[] settings)
    {
        await Service.DisposeAsync();
        await StartServiceAsync(settings);
    }

    public async Task<AuditEntry[]> StoreAsync(string tenant, int count)
    {
        var entries = Enumerable.Range(0, count).Select(number => A.Intent(tenant, at: A.Noon.AddSeconds(number))).ToArray();
        await Eventually.AssertAsync(async () =>
        {
            using var stored = await _system.PostAsync(new AuditBatch(entries), service: Service);
            Assert.True(stored.IsSuccessStatusCode, await stored.Content.ReadAsStringAsync());
        });
        return entries;
    }

    public Task<HttpResponseMessage> GetAsync(Caller caller, string path) => _system.GetAsync(caller, path, Service);

    /// <summary>Entries of the checkpoint that lies at a place; 0 when none does.</summary>
    public static long SizeOf(byte[]? note) =>
        note is null ? 0 : Checkpoint.Parse(SignedNote.Parse(System.Text.Encoding.UTF8.GetString(note))!.Text)!.Size;

    public byte[]? InFolder(string path)
    {
        var file = Path.Combine(Folder.FullName, path);
        return File.Exists(file) ? File.ReadAllBytes(file) : null;
    }

    /// <summary>As somebody who reached all anchors too.</summary>
    public void ForgetAnchors()
    {
        World.Store.Clear();
        World.Bucket.Clear();
        foreach (var entry in Folder.GetFileSystemInfos())
        {
            if (entry is DirectoryInfo folder)
            {
                folder.Delete(recursive: true);
            }
            else
            {
                entry.Delete();
            }
        }
    }

    /// <summary>As somebody who owns the database, with all its guards switched off.</summary>
    public async Task TamperAsync(string sql)
    {
        await using var dataSource = NpgsqlDataSource.Create(Owner);
        await using var command = dataSource.CreateCommand("SET session_replication_role = replica; " + sql);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>
    /// Makes tree and hashes right again over what is stored now, as the owner of the database could, and the checkpoint too,
    /// as somebody could who has stolen the log's key besides.
    /// </summary>
    public async Task RebuildAndSignAsync(string tenant)
    {
        var checkpoint = (await RebuildAsync(tenant)).Checkpoint($"openclaw.audit/{tenant}");
        using var key = AuditSystem.SigningKey();
        var signer = NoteKey.Create(checkpoint.Origin, key.PublicKey);
        var signature = new NoteSignature(signer.Name, signer.Id, key.Sign(System.Text.Encoding.UTF8.GetBytes(checkpoint.ToString())));
        await TamperAsync($"DELETE FROM audit.checkpoints WHERE tenant_id = '{tenant}'; INSERT INTO audit.checkpoints VALUES ('{tenant}', {checkpoint.Size}, '{new SignedNote(checkpoint.ToString(), [signature])}')");
    }

    /// <summary>Makes tree and hashes right again over what is stored now, as the owner of the database could.</summary>
    public async Task<TenantTree> RebuildAsync(string tenant)
    {
        await using var dataSource = NpgsqlDataSource.Create(Owner);
        var source = new PostgresAnchorSource(dataSource);
        var size = (await source.TreesAsync(default)).Single(tree => tree.TenantId == tenant).Size;
        var tree = new TenantTree(tenant, new Frontier(), []);
        foreach (var leaf in await source.LeavesAsync(tenant, 0, size, default))
        {
            tree.Append(leaf!);
        }

        var rebuilt = tree.Seal([], "");
        foreach (var (tile, hashes) in rebuilt.Tiles)
        {
            await TamperAsync($"UPDATE audit.tiles SET hashes = '\\x{Convert.ToHexString(hashes)}' WHERE tenant_id = '{tenant}' AND level = {tile.Level} AND index = {tile.Index}");
        }

        await TamperAsync($"UPDATE audit.trees SET frontier = '\\x{Convert.ToHexString(rebuilt.Frontier)}' WHERE tenant_id = '{tenant}'");
        return tree;
    }

    public async ValueTask DisposeAsync()
    {
        await Service.DisposeAsync();
        _sidecar?.Dispose();
        await World.DisposeAsync();
        Folder.Delete(recursive: true);
    }
}
