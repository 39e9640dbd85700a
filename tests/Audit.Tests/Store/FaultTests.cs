using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using OpenClaw.Audit.Features.Query;
using OpenClaw.Contracts;
using OpenClaw.Testing;

namespace OpenClaw.Audit.Tests.Store;

/// <summary>A database of its own, because these tests take it away.</summary>
public sealed class FaultTests(AuditSystem system)
{
    private static readonly TimeSpan Recovery = TimeSpan.FromSeconds(10);
    private readonly string _tenant = A.Tenant();

    [Fact]
    public async Task Ingest_WhenPostgresIsKilledAndComesBack_RefusesInTimeAndLosesNothing()
    {
        await using var postgres = await MigratedAsync();
        await using var service = await system.StartServiceAsync(postgres);
        var before = A.Intent(_tenant);
        var during = A.Intent(_tenant);
        await PostAsync(service, before);

        await postgres.KillAsync();
        var clock = Stopwatch.StartNew();
        using var refusal = await system.PostAsync(new AuditBatch([during]), service: service);
        clock.Stop();
        await postgres.RestartAsync();
        await Eventually.AsyncTrue(
            async _ => await PostAsync(service, during) == HttpStatusCode.OK, Recovery, "ingest works again", () => service.Output);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, refusal.StatusCode);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(4), $"refused after {clock.Elapsed}");
        await Eventually.AssertAsync(async () => Assert.Equal(new[] { before.Id, during.Id }.Order(), (await StoredAsync(service)).Order()));
    }

    [Fact]
    public async Task Ingest_WhenPostgresHangs_RefusesInTime()
    {
        await using var postgres = await MigratedAsync();
        await using var service = await system.StartServiceAsync(postgres);
        await PostAsync(service, A.Intent(_tenant));

        postgres.Pause();
        var clock = Stopwatch.StartNew();
        var status = await PostAsync(service, A.Intent(_tenant));
        clock.Stop();
        postgres.Resume();

        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(4), $"refused after {clock.Elapsed}");
        await Eventually.AsyncTrue(
            async _ => await PostAsync(service, A.Intent(_tenant)) == HttpStatusCode.OK, Recovery, "ingest works again", () => service.Output);
    }

    [Fact]
    public async Task Ingest_WhenMoreWaitsThanFits_AnswersTooManyAndSaysWhenToRetry()
    {
        await using var postgres = await MigratedAsync();
        await using var service = await system.StartServiceAsync(postgres, ("Audit__Ingest__MaxWaitingEntries", "5"));
        await PostAsync(service, A.Intent(_tenant));

        postgres.Pause();
        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => system.PostAsync(new AuditBatch([A.Intent(_tenant)]), service: service)));
        postgres.Resume();

        var refused = answers.Where(answer => answer.StatusCode == HttpStatusCode.TooManyRequests).ToList();
        Assert.NotEmpty(refused);
        Assert.All(refused, answer => Assert.NotNull(answer.Headers.RetryAfter));
    }

    [Fact]
    public async Task Ingest_AtTenTimesItsLimitWhilePostgresHangs_AnswersTooManyAndItsMemoryStaysBounded()
    {
        const int entriesPerRequest = 1000;
        await using var postgres = await MigratedAsync();

        // How much garbage the runtime lets gather depends on the processor's cache and may be 200 MB. Not what is tried here: 64 MB (in hex).
        await using var service = await system.StartServiceAsync(postgres, ("DOTNET_GCGen0MaxBudget", "4000000"));
        AuditEntry[] some = [.. Enumerable.Range(0, entriesPerRequest).Select(_ => A.Intent(_tenant))];
        var warm = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => PostAsync(service, some)));
        var before = PeakMegabytes(service);

        // The limit is 20,000 entries; nothing is stored, so each of these would have to be kept.
        postgres.Pause();
        var answers = new System.Collections.Concurrent.ConcurrentBag<HttpStatusCode>();
        await Parallel.ForEachAsync(Enumerable.Range(0, 200), new ParallelOptions { MaxDegreeOfParallelism = 40 }, async (_, _) => answers.Add(await PostAsync(service, some)));
        postgres.Resume();

        Assert.Contains(HttpStatusCode.OK, warm);
        Assert.Contains(HttpStatusCode.TooManyRequests, answers);
        Assert.DoesNotContain(HttpStatusCode.OK, answers);
        Assert.True(PeakMegabytes(service) - before < 300, $"{before} MB before, {PeakMegabytes(service)} MB at most");
        await Eventually.AsyncTrue(
            async _ => await PostAsync(service, A.Intent(_tenant)) == HttpStatusCode.OK, TimeSpan.FromSeconds(60), "ingest works again", () => service.Output);
    }

    [Fact]
    public async Task Service_KilledUnderLoad_HasEverythingItAcknowledged()
    {
        await using var postgres = await MigratedAsync();
        await using var service = await system.StartServiceAsync(postgres);
        var entries = Enumerable.Range(0, 400).Select(_ => A.Intent(_tenant)).ToArray();
        var acknowledged = new System.Collections.Concurrent.ConcurrentBag<Guid>();
        var load = Parallel.ForEachAsync(entries, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (entry, token) =>
        {
            try
            {
                if (await PostAsync(service, entry) == HttpStatusCode.OK)
                {
                    acknowledged.Add(entry.Id);
                }
            }
            catch (HttpRequestException)
            {
                // Killed in between: unknown, therefore not counted as acknowledged.
                await Task.Yield();
            }
        });
        await Eventually.True(() => acknowledged.Count > 50, Recovery, "some entries are acknowledged");

        await service.KillAndRestartAsync();
        await load;

        await Eventually.AssertAsync(async () => Assert.Empty(acknowledged.Except(await StoredAsync(service))));
    }

    [Fact]
    public async Task TwoReplicas_ThatGetTheSameEntriesAtOnce_StoreThemOnceWithoutWaitingForEachOther()
    {
        await using var other = await system.StartServiceAsync(system.Postgres);
        var entries = Enumerable.Range(0, 60).Select(index => A.Intent(_tenant, at: A.Noon.AddMonths(index % 3))).ToArray();

        // Every batch holds all entries, each time in another order; a producer repeats what was not acknowledged in time.
        await Task.WhenAll(Enumerable.Range(0, 40).Select(round => Eventually.AsyncTrue(
            async _ =>
            {
                var batch = new AuditBatch([.. entries.OrderBy(entry => HashCode.Combine(entry.Id, round))]);
                using var answer = await system.PostAsync(batch, service: round % 2 == 0 ? other : null);
                return answer.StatusCode == HttpStatusCode.OK;
            },
            Recovery,
            "the batch is acknowledged",
            () => other.Output)));

        await system.SealedAsync(_tenant);
        Assert.Equal(entries.Select(entry => entry.Id).Order(), (await StoredAsync(system.Service)).Order());
        Assert.DoesNotContain("deadlock", other.Output + system.Service.Output + system.Postgres.Output, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Question_ThatTakesTooLong_IsStoppedByTheDatabase()
    {
        await using var postgres = await MigratedAsync();
        await using var service = await system.StartServiceAsync(postgres, ("Audit__Query__StatementTimeout", "00:00:00.300"));
        await using var dataSource = Npgsql.NpgsqlDataSource.Create(postgres.ConnectionStringFor("audit"));
        await using var connection = await dataSource.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await using var hold = new Npgsql.NpgsqlCommand("LOCK TABLE audit.audit_entries IN ACCESS EXCLUSIVE MODE", connection);
        await hold.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);

        using var answer = await system.GetAsync(A.Auditor(_tenant), "", service);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Contains("shorter time range", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    /// <summary>A report asks twice. Both together may not take as long as two, or its caller has given up before and asks again.</summary>
    [Fact]
    public async Task Question_OfTwoStatements_IsStoppedSoonAfterTheTimeOfOne()
    {
        await using var postgres = await MigratedAsync();
        await using var service = await system.StartServiceAsync(postgres, ("Audit__Query__StatementTimeout", "00:00:04"));
        await using var dataSource = Npgsql.NpgsqlDataSource.Create(postgres.ConnectionStringFor("audit"));
        var first = await HoldAsync();
        var asking = system.GetAsync(A.Auditor(_tenant), "/reports?period=week", service);
        await WaitAsync(1);

        // Next in line after the first statement, and before the second.
        var holding = HoldAsync();
        await WaitAsync(2);
        await Task.Delay(TimeSpan.FromSeconds(2.5), TestContext.Current.CancellationToken);
        await first.DisposeAsync();
        await using var second = await holding;
        using var answer = await asking;

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Contains("stopped after 5 s", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);

        async Task<Npgsql.NpgsqlConnection> HoldAsync()
        {
            var connection = await dataSource.OpenConnectionAsync(TestContext.Current.CancellationToken);
            await using var hold = new Npgsql.NpgsqlCommand("BEGIN; LOCK TABLE audit.audit_entries IN ACCESS EXCLUSIVE MODE", connection);
            await hold.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
            return connection;
        }

        Task WaitAsync(long count) => Eventually.AssertAsync(async () =>
        {
            await using var waiting = dataSource.CreateCommand("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'");
            Assert.Equal(count, await waiting.ExecuteScalarAsync());
        });
    }

    private static async Task<PostgresServer> MigratedAsync()
    {
        Assert.SkipWhen(ServerPrograms.PostgresMissingReason is not null, ServerPrograms.PostgresMissingReason ?? "");
        var postgres = await PostgresServer.StartAsync();
        var connectionString = await postgres.CreateDatabaseAsync("audit");
        var (code, output) = await AuditSystem.MigrateAsync(connectionString);
        Assert.True(code == 0, output);
        return postgres;
    }

    private async Task<HttpStatusCode> PostAsync(ServiceProcess service, params AuditEntry[] entries)
    {
        using var answer = await system.PostAsync(new AuditBatch(entries), service: service);
        return answer.StatusCode;
    }

    /// <summary>The most physical memory the service ever had.</summary>
    private static long PeakMegabytes(ServiceProcess service)
    {
        var line = File.ReadLines($"/proc/{service.ProcessId}/status").First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
    }

    private async Task<IEnumerable<Guid>> StoredAsync(ServiceProcess service)
    {
        using var answer = await system.GetAsync(A.Person(_tenant, "sarah"), "?limit=1000&sort=asc", service);
        var page = await answer.Content.ReadFromJsonAsync<AuditPage>(ContractsJson.Options);
        return page!.Entries.Select(entry => entry.Id);
    }
}
