using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using OpenClaw.Opa.Core;
using OpenClaw.Opa.Loading;
using OpenClaw.Rego;
using OpenClaw.Rego.Values;

namespace OpenClaw.Opa.Reports;

/// <summary>Keeps one bundle up to date: asks with the tag of the last activation, activates news, keeps the last good one.</summary>
internal sealed class BundlePoller(
    string name, RegoValue settings, BundleContext shared, ILogger logger)
{
    private const string LongPollType = "application/vnd.openpolicyagent.bundles";
    private const long DefaultMaxSize = 1L << 30;

    private readonly BundleStatus _status = new(name);
    private readonly Backoff _backoff = new();
    private readonly PollPause _pause = new(settings.At("polling"), 60, 120);
    private readonly double? _longPoll = PollPause.Seconds(settings.At("polling", "long_polling_timeout_seconds"));
    private readonly string _resource = settings.At("resource").AsText() ?? $"bundles/{name}";
    private string? _etag;
    private bool _serverHolds;

    private string? PersistPath => settings.At("persist").IsTrue()
        ? Path.Combine(shared.Config.Root.At("persistence_directory").AsText() ?? ".opa", "bundles", name, "bundle.tar.gz")
        : null;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        LoadPersisted();
        while (!cancellationToken.IsCancellationRequested)
        {
            shared.Status.Bundle(name, _status);
            var good = await OnceAsync(cancellationToken);
            shared.Status.Bundle(name, _status);
            if (!good)
            {
                await Task.Delay(_backoff.Next(), cancellationToken);
                continue;
            }

            _backoff.Reset();
            if (!_serverHolds)
            {
                await Task.Delay(_pause.Next(), cancellationToken);
            }
        }
    }

    private async Task<bool> OnceAsync(CancellationToken cancellationToken)
    {
        try
        {
            await RequestAsync(cancellationToken);
            return true;
        }
        catch (Exception error) when (error is HttpRequestException or IOException or BundleException or RegoException or OpaException)
        {
            _status.Failed(error.Message, (int?)(error as HttpRequestException)?.StatusCode, (error as RegoException)?.Errors ?? []);
            logger.BundleFailed(name, error.Message);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            _status.Failed("the service did not answer in time", null, []);
            logger.BundleFailed(name, "the service did not answer in time");
        }

        return false;
    }

    private async Task RequestAsync(CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(TimeSpan.FromSeconds(30 + (_longPoll ?? 0)));
        using var request = new HttpRequestMessage(HttpMethod.Get, (Uri?)null);
        var wait = _longPoll is { } seconds && (_serverHolds || _etag is null) ? string.Create(CultureInfo.InvariantCulture, $";wait={seconds}") : "";
        request.Headers.TryAddWithoutValidation("Prefer", "modes=snapshot,delta" + wait);
        if (_etag is not null && EntityTagHeaderValue.TryParse(_etag, out var tag))
        {
            request.Headers.IfNoneMatch.Add(tag);
        }

        _status.Requested(shared.Clock.GetUtcNow());
        var service = settings.At("service").AsText() ?? "";
        var client = shared.Clients.GetValueOrDefault(service) ?? throw new BundleException($"service \"{service}\" is not configured");
        using var answer = await client.SendAsync(request, _resource, deadline.Token);
        _serverHolds = _longPoll is not null && answer.Content.Headers.ContentType?.MediaType == LongPollType;
        if (answer.StatusCode == HttpStatusCode.NotModified)
        {
            _status.Answered(shared.Clock.GetUtcNow());
            return;
        }

        answer.EnsureSuccessStatusCode();
        var archive = await ReadAsync(answer, deadline.Token);
        _status.Downloaded(shared.Clock.GetUtcNow(), archive.Length);
        Activate(archive, answer.Headers.ETag?.ToString());
    }

    private async Task<byte[]> ReadAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        var limit = settings.At("size_limit_bytes").AsLong() ?? DefaultMaxSize;
        if (answer.Content.Headers.ContentLength > limit)
        {
            throw new BundleException("bundle exceeds the maximum size");
        }

        using var copy = new MemoryStream();
        await using var source = await answer.Content.ReadAsStreamAsync(cancellationToken);
        var buffer = new byte[65536];
        int count;
        while ((count = await source.ReadAsync(buffer, cancellationToken)) > 0)
        {
            copy.Write(buffer, 0, count);
            if (copy.Length > limit)
            {
                throw new BundleException("bundle exceeds the maximum size");
            }
        }

        return copy.ToArray();
    }

    private void Activate(byte[] archive, string? etag)
    {
        var start = shared.Clock.GetTimestamp();
        var bundle = BundleReader.FromArchive(archive, shared.Store.V0Compatible);
        BundleSignatures.Verify(bundle, settings.At("signing"), shared.Config.Root.At("keys"));
        shared.Store.Activate(name, bundle, etag);
        _etag = etag;
        try
        {
            // Before anybody hears that it is active: who stops the process then must find it on disk.
            Persist(archive, bundle);
        }
        finally
        {
            _status.Activated(shared.Clock.GetUtcNow(), bundle.Manifest.Revision, bundle.Type, shared.Clock.GetElapsedTime(start));
            shared.Plugins.Activated(name);
            logger.BundleActive(name, bundle.Manifest.Revision);
        }
    }

    private void Persist(byte[] archive, Bundle bundle)
    {
        if (PersistPath is { } path && bundle.Patch is null)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path + ".new", archive);
            File.Move(path + ".new", path, overwrite: true);
        }
    }

    /// <summary>The last good bundle from disk, so that a start does not depend on the service.</summary>
    private void LoadPersisted()
    {
        if (PersistPath is not { } path || !File.Exists(path))
        {
            return;
        }

        try
        {
            Activate(File.ReadAllBytes(path), null);
        }
        catch (Exception error) when (error is IOException or BundleException or RegoException or OpaException)
        {
            logger.BundleFailed(name, error.Message);
        }
    }
}

/// <summary>What all pollers share.</summary>
internal sealed record BundleContext(
    OpaConfig Config, PolicyStore Store, PluginStates Plugins, StatusReporter Status, IReadOnlyDictionary<string, ServiceClient> Clients, TimeProvider Clock);
