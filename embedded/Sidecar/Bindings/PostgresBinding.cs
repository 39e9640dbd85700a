using System.Globalization;
using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using OpenClaw.Sidecar.Resources;
using OpenClaw.Sidecar.State.Postgres;

namespace OpenClaw.Sidecar.Bindings;

/// <summary><c>bindings.postgresql</c>: <c>exec</c>, <c>query</c> and <c>close</c>.</summary>
internal sealed class PostgresBinding : IOutputBinding, IDisposable
{
    private readonly NpgsqlDataSource _source;
    private readonly TimeProvider _clock;
    private volatile bool _closed;

    private PostgresBinding(NpgsqlDataSource source, TimeProvider clock) => (_source, _clock) = (source, clock);

    /// <summary>Connects once, so that a server that is away stops the start.</summary>
    public static async Task<PostgresBinding> StartAsync(ComponentMetadata metadata, TimeProvider clock, CancellationToken cancellationToken)
    {
        var source = PostgresConnectionString.Connect(metadata, "dapr-binding");
        try
        {
            await using var connection = await source.OpenConnectionAsync(cancellationToken);
            return new PostgresBinding(source, clock);
        }
        catch
        {
            await source.DisposeAsync();
            throw;
        }
    }

    public async Task<BindingResponse> InvokeAsync(BindingRequest request, CancellationToken cancellationToken)
    {
        if (request.Operation == "close")
        {
            // May be repeated; the component stays closed until the sidecar starts again.
            _closed = true;
            await _source.DisposeAsync();
            return new BindingResponse(default, new Dictionary<string, string>());
        }
        if (_closed)
        {
            throw new BindingException("component is closed");
        }
        var sql = request.Metadata.GetValueOrDefault("sql") is { Length: > 0 } text ? text : throw new BindingException("required metadata not set: sql");
        var start = _clock.GetUtcNow();
        var metadata = new Dictionary<string, string> { ["operation"] = request.Operation, ["sql"] = sql, ["start-time"] = Rfc3339(start) };
        ReadOnlyMemory<byte> data = default;
        switch (request.Operation)
        {
            case "exec":
                await using (var command = Command(sql, request))
                {
                    var rows = await command.ExecuteNonQueryAsync(cancellationToken);
                    metadata["rows-affected"] = Math.Max(rows, 0).ToString(CultureInfo.InvariantCulture);
                }
                break;
            case "query":
                await using (var command = Command(sql, request))
                await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
                {
                    data = await PostgresRows.WriteAsync(reader, cancellationToken);
                }
                break;
            default:
                throw new BindingException($"invalid operation type: {request.Operation}. Expected exec, query, or close");
        }
        var end = _clock.GetUtcNow();
        metadata["end-time"] = Rfc3339(end);
        metadata["duration"] = string.Create(CultureInfo.InvariantCulture, $"{(end - start).TotalMilliseconds:0.######}ms");
        return new BindingResponse(data, metadata);
    }

    public void Dispose() => _source.Dispose();

    private NpgsqlCommand Command(string sql, BindingRequest request)
    {
        var command = _source.CreateCommand(sql);
        foreach (var value in Parameters(request.Metadata.GetValueOrDefault("params")))
        {
            // As text of unknown type: the server decides what it is, as it does for the original's driver.
            command.Parameters.Add(new NpgsqlParameter { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Unknown });
        }
        return command;
    }

    private static List<string?> Parameters(string? json)
    {
        if (string.IsNullOrEmpty(json))
        {
            return [];
        }
        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.ValueKind != JsonValueKind.Array ? throw new JsonException("an array is expected")
                : [.. document.RootElement.EnumerateArray().Select(Text)];
        }
        catch (JsonException error)
        {
            throw new BindingException($"invalid metadata property params: failed to unserialize into an array: {error.Message}");
        }
    }

    private static string? Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.String => value.GetString(),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => value.GetRawText(),
    };

    private static string Rfc3339(DateTimeOffset instant) => instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture);
}
