using Npgsql;
using OpenClaw.Sidecar.Resources;

namespace OpenClaw.Sidecar.State.Postgres;

/// <summary>libpq's two forms (<c>host=... port=...</c> with optional quotes, <c>postgres://</c>) as the driver wants them.</summary>
internal static class PostgresConnectionString
{
    /// <summary>A pool of connections with the settings that all Postgres components share.</summary>
    public static NpgsqlDataSource Connect(ComponentMetadata metadata, string application)
    {
        var connection = Parse(metadata);
        connection.CommandTimeout = (int)Math.Max(1, Timeout(metadata).TotalSeconds);
        connection.MaxPoolSize = Math.Max(1, metadata.Int32("maxConns", 20));
        connection.ConnectionIdleLifetime = (int)Math.Max(1, metadata.Duration("connectionMaxIdleTime", TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5)).TotalSeconds);
        connection.MaxAutoPrepare = 20;
        connection.AutoPrepareMinUsages = 2;
        connection.ApplicationName ??= application;
        return new NpgsqlSlimDataSourceBuilder(connection.ConnectionString)
            .EnableArrays().EnableJsonTypes().EnableUnmappedTypes().EnableTransportSecurity().Build();
    }

    private static TimeSpan Timeout(ComponentMetadata metadata) => metadata.Text("timeout") is null && metadata.Text("timeoutInSeconds") is not null
        ? TimeSpan.FromSeconds(metadata.Int32("timeoutInSeconds", 20))
        : metadata.Duration("timeout", TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(20));

    private static NpgsqlConnectionStringBuilder Parse(ComponentMetadata metadata)
    {
        foreach (var name in (string[])["useAzureAD", "useAWSIAM"])
        {
            if (metadata.Bool(name, false))
            {
                throw new ResourceException($"component {metadata.Component}: metadata \"{name}\" is not supported by the embedded sidecar");
            }
        }
        var text = metadata.Text("connectionString", "url");
        var builder = text is null ? new NpgsqlConnectionStringBuilder()
            : text.StartsWith("postgres://", StringComparison.Ordinal) || text.StartsWith("postgresql://", StringComparison.Ordinal) ? FromUrl(new Uri(text))
            : FromKeywords(text);
        foreach (var name in (string[])["host", "hostaddr", "port", "database", "user", "password", "sslRootCert"])
        {
            if (metadata.Text(name) is { } value)
            {
                Set(builder, name, value);
            }
        }
        return builder.Host is null ? throw new ResourceException($"component {metadata.Component}: metadata \"connectionString\" is required") : builder;
    }

    private static NpgsqlConnectionStringBuilder FromUrl(Uri url)
    {
        var builder = new NpgsqlConnectionStringBuilder { Host = url.Host, Port = url.Port > 0 ? url.Port : 5432, Database = url.AbsolutePath.Trim('/') };
        var login = url.UserInfo.Split(':', 2);
        builder.Username = Uri.UnescapeDataString(login[0]);
        builder.Password = login.Length > 1 ? Uri.UnescapeDataString(login[1]) : null;
        foreach (var pair in url.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=', 2)))
        {
            Set(builder, pair[0], Uri.UnescapeDataString(pair[^1]));
        }
        return builder;
    }

    private static NpgsqlConnectionStringBuilder FromKeywords(string text)
    {
        var builder = new NpgsqlConnectionStringBuilder();
        for (var at = 0; at < text.Length;)
        {
            var equals = text.IndexOf('=', at);
            if (equals < 0)
            {
                break;
            }
            var name = text[at..equals].Trim();
            var (value, end) = Value(text, equals + 1);
            Set(builder, name, value);
            at = end;
        }
        return builder;
    }

    private static (string Value, int End) Value(string text, int start)
    {
        if (start < text.Length && text[start] == '\'')
        {
            var close = start + 1;
            while (close < text.Length && text[close] != '\'')
            {
                close += text[close] == '\\' ? 2 : 1;
            }
            return (text[(start + 1)..Math.Min(close, text.Length)].Replace("\\'", "'", StringComparison.Ordinal).Replace("\\\\", "\\", StringComparison.Ordinal), close + 1);
        }
        var space = text.IndexOf(' ', start);
        return space < 0 ? (text[start..], text.Length) : (text[start..space], space + 1);
    }

    private static void Set(NpgsqlConnectionStringBuilder builder, string name, string value)
    {
        switch (name.ToLowerInvariant())
        {
            case "host" or "hostaddr":
                builder.Host = value;
                break;
            case "port":
                builder.Port = int.Parse(value, System.Globalization.CultureInfo.InvariantCulture);
                break;
            case "user" or "username":
                builder.Username = value;
                break;
            case "password":
                builder.Password = value;
                break;
            case "database" or "dbname":
                builder.Database = value;
                break;
            case "sslmode":
                builder.SslMode = Enum.Parse<SslMode>(value.Replace("-", "", StringComparison.Ordinal), ignoreCase: true);
                break;
            case "sslrootcert":
                builder.RootCertificate = value;
                break;
            case "application_name":
                builder.ApplicationName = value;
                break;
            case "connect_timeout":
                builder.Timeout = int.Parse(value, System.Globalization.CultureInfo.InvariantCulture);
                break;
            case "":
                break;
            default:
                throw new ResourceException($"connection string: the keyword \"{name}\" is not supported by the embedded sidecar");
        }
    }
}
