using System.Net;
using System.Net.Http.Json;
using OpenClaw.Briefing.Features.Composition;
using OpenClaw.Briefing.Features.Desk;
using OpenClaw.Contracts;
using OpenClaw.Testing;

namespace OpenClaw.Briefing.Tests.Replicas;

/// <summary>Two replicas behind real sidecars over one PostgreSQL act as one.</summary>
public sealed class TwoReplicasTests : IAsyncLifetime
{
    private readonly string _resources = Directory.CreateTempSubdirectory("briefing-replicas-").FullName;
    private readonly List<Replica> _replicas = [];
    private PostgresServer? _postgres;
    private ChildProcess? _placement;

    public async ValueTask InitializeAsync()
    {
        if (ServerPrograms.PostgresMissingReason is not null)
        {
            return;
        }

        _postgres = await PostgresServer.StartAsync(TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(_resources, "resources.yaml"), Resources(_postgres.ConnectionString));
        var placementPort = FreePorts.Next();
        _placement = Replica.Run("placement", "placement", "--port", $"{placementPort}");
        _replicas.AddRange([Replica.Start(_resources, placementPort), Replica.Start(_resources, placementPort)]);
        await Task.WhenAll(_replicas.Select(replica => replica.WaitAsync()));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var replica in _replicas)
        {
            await replica.DisposeAsync();
        }

        if (_placement is not null)
        {
            await _placement.KillAsync();
            _placement.Dispose();
        }

        if (_postgres is not null)
        {
            await _postgres.DisposeAsync();
        }

        Directory.Delete(_resources, recursive: true);
    }

    [Fact]
    public async Task Desk_ReachedThroughEitherReplica_IsOne()
    {
        Assert.SkipWhen(ServerPrograms.PostgresMissingReason is not null, ServerPrograms.PostgresMissingReason ?? "");
        var messages = Enumerable.Range(1, 12).Select(number => new ConnectorItemsChanged(
            $"e{number}", "acme", $"request-{number}", A.Now, "github-acme", [A.Issue(number, $"Title number{number}")]));

        // Every event reaches both replicas at about the same time, as after a redelivery.
        var answers = await Task.WhenAll(messages.SelectMany(message => _replicas.Select(replica =>
            replica.Service.DeliverAsync("/events/connector-items", message))));
        var made = await Task.WhenAll(_replicas.Select(replica => GenerateAsync(replica, "morning")));
        var repeated = await Task.WhenAll(_replicas.Select(replica => GenerateAsync(replica, "morning")));

        Assert.All(answers, answer => Assert.Equal("SUCCESS", answer));
        Assert.Single(made.Concat(repeated).OfType<DailyBriefing>().Select(briefing => briefing.Id).Distinct());
        Assert.All(repeated, briefing => Assert.Equal(12, briefing!.Tasks.Count));
        foreach (var replica in _replicas)
        {
            using var response = await replica.Service.AsAsync("sarah", HttpMethod.Get, "/api/v1/tasks");
            var page = await response.Content.ReadFromJsonAsync<TaskPage>(ContractsJson.Options, TestContext.Current.CancellationToken);
            Assert.Equal(12, page!.Items.Count);
            Assert.All(page.Items, task => Assert.Equal(1, task.RowVersion));
        }
    }

    /// <summary>Null when another replica's run was under way.</summary>
    private static async Task<DailyBriefing?> GenerateAsync(Replica replica, string key)
    {
        using var response = await replica.Service.AsAsync("sarah", HttpMethod.Post, "/api/v1/briefings", headers: (HeaderNames.IdempotencyKey, key));
        if (response.StatusCode == HttpStatusCode.Conflict)
        {
            return null;
        }

        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        return await response.Content.ReadFromJsonAsync<DailyBriefing>(ContractsJson.Options);
    }

    private static string Resources(string connection) => $"""
        apiVersion: dapr.io/v1alpha1
        kind: Component
        metadata:
          name: statestore
        spec:
          type: state.postgresql
          version: v2
          metadata:
            - name: connectionString
              value: "{Keywords(connection)}"
            - name: actorStateStore
              value: "true"
        ---
        apiVersion: dapr.io/v1alpha1
        kind: Component
        metadata:
          name: pubsub
        spec:
          type: pubsub.in-memory
          version: v1
        """;

    /// <summary>The keyword form the component takes, from ADO.NET's.</summary>
    private static string Keywords(string connection)
    {
        var parts = connection.Split(';', StringSplitOptions.RemoveEmptyEntries)
            .Select(part => part.Split('=', 2))
            .ToDictionary(part => part[0].Trim().ToUpperInvariant(), part => part[1].Trim());
        string Get(params string[] names) => names.Select(name => parts.GetValueOrDefault(name)).FirstOrDefault(value => value is not null) ?? "";
        var password = Get("PASSWORD");
        return $"host={Get("HOST")} port={Get("PORT")} user={Get("USERNAME", "USER ID")} database={Get("DATABASE")}" + (password.Length > 0 ? $" password={password}" : "");
    }
}
