using System.IO.Compression;
using OpenClaw.Opa.Core;

namespace OpenClaw.Opa.Reports;

/// <summary>Sends buffered decisions in chunks; a chunk is repeated until the service takes it.</summary>
internal sealed class DecisionUploader(
    OpaConfig config, DecisionRecorder recorder, IReadOnlyDictionary<string, ServiceClient> services, PluginStates plugins, StatusReporter status, ILogger logger)
    : BackgroundService
{
    private readonly Rego.Values.RegoValue? _reporting = config.Root.At("decision_logs", "reporting");
    private readonly Backoff _backoff = new();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (recorder.Service is null)
        {
            return;
        }

        plugins.Set("decision_logs", PluginState.Ok);
        var pauses = new PollPause(_reporting, 300, 600);
        try
        {
            while (true)
            {
                await UploadAllAsync(stoppingToken);
                await WaitAsync(pauses, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            await FlushAsync();
        }
    }

    /// <summary>Until the pause is over, or earlier when a whole chunk waits: a burst must not fill the buffer.</summary>
    private async Task WaitAsync(PollPause pauses, CancellationToken cancellationToken)
    {
        var end = Environment.TickCount64 + (long)pauses.Next().TotalMilliseconds;
        while (Environment.TickCount64 < end && recorder.Buffer.Bytes < recorder.ChunkSize)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(Math.Clamp(end - Environment.TickCount64, 1, 100)), cancellationToken);
        }
    }

    private async Task UploadAllAsync(CancellationToken cancellationToken)
    {
        while (recorder.Buffer.Peek(recorder.ChunkSize) is { Count: > 0 } chunk)
        {
            if (await TryUploadAsync(chunk, cancellationToken) is { } reason)
            {
                logger.UploadFailed("decision logs", reason);
                status.DecisionLogs(reason);
                plugins.Set("decision_logs", PluginState.Error);
                await Task.Delay(_backoff.Next(), cancellationToken);
                continue;
            }

            recorder.Buffer.Remove(chunk.Count);
            recorder.CountUploaded(chunk.Count);
            _backoff.Reset();
            status.DecisionLogs(null);
            plugins.Set("decision_logs", PluginState.Ok);
        }
    }

    private async Task FlushAsync()
    {
        // One try per chunk within the host's shutdown time; what is left is said aloud.
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        while (recorder.Buffer.Peek(recorder.ChunkSize) is { Count: > 0 } chunk && await TryUploadAsync(chunk, deadline.Token) is null)
        {
            recorder.Buffer.Remove(chunk.Count);
            recorder.CountUploaded(chunk.Count);
        }

        if (recorder.Buffer.Count is > 0 and var left)
        {
            logger.DecisionsLeft(left);
        }
    }

    /// <summary>Null when the service took the chunk, otherwise why not.</summary>
    private async Task<string?> TryUploadAsync(IReadOnlyList<byte[]> chunk, CancellationToken cancellationToken)
    {
        var resource = config.Root.At("decision_logs", "resource").AsText()
            ?? (config.Root.At("decision_logs", "partition_name").AsText() is { } partition ? $"logs/{partition}" : "logs");
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(TimeSpan.FromSeconds(10));
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, (Uri?)null) { Content = new ByteArrayContent(Pack(chunk)) };
            request.Content.Headers.ContentType = new("application/json");
            request.Content.Headers.ContentEncoding.Add("gzip");
            using var answer = await services[recorder.Service!].SendAsync(request, resource, deadline.Token);
            return answer.IsSuccessStatusCode ? null : $"the service answered {(int)answer.StatusCode} {answer.StatusCode}";
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            return error.Message;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return "the service did not answer in time";
        }
    }

    private static byte[] Pack(IReadOnlyList<byte[]> chunk)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            for (var i = 0; i < chunk.Count; i++)
            {
                gzip.Write(i == 0 ? "["u8 : ","u8);
                gzip.Write(chunk[i]);
            }

            gzip.Write("]"u8);
        }

        return packed.ToArray();
    }
}
