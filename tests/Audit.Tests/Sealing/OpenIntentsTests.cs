using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using OpenClaw.Audit.Features.Sealing;
using OpenClaw.Audit.Options;
using OpenClaw.ServiceDefaults.Identity.Tokens;
using OpenClaw.Testing;

namespace OpenClaw.Audit.Tests.Sealing;

/// <summary>Intents whose outcome is overdue are a number that operators can be alarmed by.</summary>
public sealed class OpenIntentsTests
{
    [Fact]
    public async Task IntentsWithoutOutcome_AreTheGauge()
    {
        var options = Microsoft.Extensions.Options.Options.Create(new SealingOptions { SigningKey = Convert.ToBase64String(new byte[32]) });
        await using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        using var signer = new CheckpointSigner(new NoSecrets(), options);
        var store = new Store(3);
        using var backlog = new SealBacklog(store, null!, options, TimeProvider.System);
        using var sealer = new Sealer(
            store, backlog, signer, options, TimeProvider.System, new SealerMetrics(services.GetRequiredService<IMeterFactory>()), new SealerRole(), null!, NullLogger<Sealer>.Instance);
        await sealer.StartAsync(TestContext.Current.CancellationToken);

        await Eventually.AssertAsync(() =>
        {
            Assert.Contains(3, Gauge());
            return Task.CompletedTask;
        });

        await sealer.StopAsync(TestContext.Current.CancellationToken);
    }

    private static List<long> Gauge()
    {
        var seen = new List<long>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, subscriber) =>
        {
            if (instrument.Name == "openclaw.audit.open_intents")
            {
                subscriber.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((_, value, _, _) => seen.Add(value));
        listener.Start();
        listener.RecordObservableInstruments();
        return seen;
    }

    private sealed class NoSecrets : ISecretReader
    {
        public Task<string> ReadAsync(string name, CancellationToken cancellationToken) => throw new NotSupportedException();
    }

    /// <summary>Nothing to seal, and this many open intents.</summary>
    private sealed class Store(long open) : ISealStore, ISealTransaction
    {
        public IReadOnlyList<UnsealedEntry> Entries => [];

        public Task<SealerLease?> TryAcquireAsync(Guid holder, TimeSpan duration, CancellationToken cancellationToken) => Task.FromResult<SealerLease?>(new SealerLease(holder, 1));

        public Task<ISealTransaction?> BeginAsync(SealerLease lease, TimeSpan duration, int limit, SealedTenants tenants, CancellationToken cancellationToken) => Task.FromResult<ISealTransaction?>(this);

        public Task<IReadOnlyDictionary<string, long>> WaitingAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<IReadOnlyList<DateOnly>> EnsurePartitionsAsync(IEnumerable<DateOnly> months, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task KeepKeyAsync(byte[] publicKey, CancellationToken cancellationToken) => Task.CompletedTask;

        public Task<long> CountOpenIntentsAsync(DateTimeOffset before, CancellationToken cancellationToken) => Task.FromResult(open);

        public Task<TenantTree> LoadAsync(string tenantId, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task CommitAsync(IReadOnlyList<SealedTree> trees, CancellationToken cancellationToken) => Task.CompletedTask;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
