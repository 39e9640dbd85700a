using System.Text.Json;
using System.Text.RegularExpressions;
using Npgsql;
using NpgsqlTypes;
using OpenClaw.Sidecar.Resources;
using OpenClaw.Sidecar.State.Postgres;

namespace OpenClaw.Sidecar.Configurations;

/// <summary><c>configuration.postgresql</c>: a table of ours to read; a trigger of the owner's notifies about changes.</summary>
internal sealed partial class PostgresConfigurationStore : IConfigurationStore, IAsyncDisposable
{
    private readonly NpgsqlDataSource _source;
    private readonly string _table;
    private readonly string? _channel;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;

    private PostgresConfigurationStore(NpgsqlDataSource source, string table, string? channel, TimeProvider clock, ILogger logger) =>
        (_source, _table, _channel, _clock, _logger) = (source, table, channel, clock, logger);

    public static async Task<PostgresConfigurationStore> StartAsync(
        ComponentMetadata metadata, TimeProvider clock, ILogger<PostgresConfigurationStore> logger, CancellationToken cancellationToken)
    {
        var table = metadata.Required("table");
        if (!Identifier().IsMatch(table) || table.Any(char.IsUpper))
        {
            throw new ResourceException($"component {metadata.Component}: metadata \"table\" must be a lower-case name");
        }
        var source = PostgresConnectionString.Connect(metadata, "dapr-configuration");
        try
        {
            await using var command = source.CreateCommand("SELECT EXISTS (SELECT FROM pg_tables WHERE tablename = $1)");
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = table });
            return await command.ExecuteScalarAsync(cancellationToken) is true
                ? new PostgresConfigurationStore(source, table, metadata.Text("notifyChannel"), clock, logger)
                : throw new ResourceException($"component {metadata.Component}: the configuration table {table} does not exist");
        }
        catch
        {
            await source.DisposeAsync();
            throw;
        }
    }

    public async Task<IReadOnlyDictionary<string, ConfigurationItem>> GetAsync(
        IReadOnlyList<string> keys, IReadOnlyDictionary<string, string> metadata, CancellationToken cancellationToken)
    {
        Check(keys);
        var filter = keys.Count > 0 ? "WHERE key = ANY($1)" : "";
        // Several versions of a key may lie in the table: the highest number wins.
        await using var command = _source.CreateCommand($"""
            SELECT DISTINCT ON (key) key, value, version, metadata::text FROM {_table} {filter}
            ORDER BY key, CASE WHEN version ~ '^[0-9]+$' THEN version::numeric END DESC NULLS LAST
            """);
        if (keys.Count > 0)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = keys.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
        }
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var items = new Dictionary<string, ConfigurationItem>(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancellationToken))
        {
            items[reader.GetString(0)] = new ConfigurationItem(Text(reader, 1), Text(reader, 2)) { Metadata = Metadata(Text(reader, 3)) };
        }
        return items;
    }

    public async Task<IAsyncDisposable> SubscribeAsync(
        IReadOnlyList<string> keys, IReadOnlyDictionary<string, string> metadata, Func<string, ConfigurationItem, Task> changed, CancellationToken cancellationToken)
    {
        Check(keys);
        var channel = metadata.GetValueOrDefault("pgNotifyChannel") is { Length: > 0 } named ? named : _channel;
        if (channel is null || !Identifier().IsMatch(channel))
        {
            throw new InvalidOperationException($"unable to subscribe to '{_table}': the attribute pgNotifyChannel is missing or not a name");
        }
        var listener = new PostgresListener(_source, channel, payload => NotifyAsync(payload, keys, changed), _clock, _logger);
        try
        {
            await listener.Listening.WaitAsync(cancellationToken);
            return listener;
        }
        catch
        {
            await listener.DisposeAsync();
            throw;
        }
    }

    public ValueTask DisposeAsync() => _source.DisposeAsync();

    private static async Task NotifyAsync(string payload, IReadOnlyList<string> keys, Func<string, ConfigurationItem, Task> changed)
    {
        using var document = JsonDocument.Parse(payload);
        if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty("data", out var row) || row.ValueKind != JsonValueKind.Object)
        {
            throw new JsonException("the notification carries no row under \"data\"");
        }
        var fields = row.EnumerateObject().ToDictionary(field => field.Name.ToLowerInvariant(), field => field.Value);
        var key = fields.TryGetValue("key", out var found) ? found.ToString() : "";
        if (keys.Count > 0 && !keys.Contains(key))
        {
            return;
        }
        var metadata = fields.TryGetValue("metadata", out var given) && given.ValueKind == JsonValueKind.Object ? given.GetRawText() : "";
        await changed(key, new ConfigurationItem(Value(fields, "value"), Value(fields, "version")) { Metadata = Metadata(metadata) });
    }

    private static string Value(Dictionary<string, JsonElement> fields, string name) => fields.TryGetValue(name, out var value) ? value.ToString() : "";

    private static string Text(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? "" : reader.GetString(column);

    private static Dictionary<string, string> Metadata(string json)
    {
        if (json.Length == 0)
        {
            return [];
        }
        using var document = JsonDocument.Parse(json);
        return document.RootElement.ValueKind != JsonValueKind.Object ? [] : document.RootElement.EnumerateObject().ToDictionary(pair => pair.Name, pair => pair.Value.ToString());
    }

    private static void Check(IReadOnlyList<string> keys)
    {
        if (keys.FirstOrDefault(key => !Key().IsMatch(key)) is { } bad)
        {
            throw new InvalidOperationException($"invalid key : '{bad}'");
        }
    }

    [GeneratedRegex("^[A-Za-z0-9./_]*$")]
    private static partial Regex Key();

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_]{0,62}$")]
    private static partial Regex Identifier();
}
