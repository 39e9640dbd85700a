using System.Data.Common;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Npgsql;

namespace OpenClaw.Npgsql.Tests;

public sealed class SettingsTests
{
    private const string Named = "Host=named";
    private static readonly string[] Both = ["PostgreSql", "PostgreSql_b"];

    [Theory]
    [InlineData("general")]
    [InlineData("section", "Aspire:Npgsql:db:ConnectionString")]
    [InlineData("strings", "Aspire:Npgsql:db:ConnectionString", "ConnectionStrings:db")]
    public void ConnectionString_ComesFromTheMostSpecificPlace(string expected, params string[] more)
    {
        var builder = Applications.With([("Aspire:Npgsql:ConnectionString", "Host=general"), .. more.Select(key => (key, $"Host={(key.StartsWith('A') ? "section" : "strings")}"))]);

        builder.AddNpgsqlDataSource("db");

        using var host = builder.Build();
        Assert.Equal($"Host={expected}", host.Services.GetRequiredService<NpgsqlDataSource>().ConnectionString);
    }

    [Fact]
    public void MissingConnectionString_IsNamedWhenItIsNeeded()
    {
        var builder = Applications.With();
        builder.AddNpgsqlDataSource("db");
        using var host = builder.Build();

        var error = Assert.Throws<InvalidOperationException>(() => host.Services.GetRequiredService<NpgsqlDataSource>());

        Assert.Contains("ConnectionStrings:db", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Code_HasTheLastWord()
    {
        var builder = Applications.With(("ConnectionStrings:db", "Host=configured"));

        builder.AddNpgsqlDataSource("db", settings => settings.ConnectionString = Named, source => source.ConnectionStringBuilder.ApplicationName = "mine");

        using var host = builder.Build();
        Assert.Equal($"{Named};Application Name=mine", host.Services.GetRequiredService<NpgsqlDataSource>().ConnectionString);
    }

    [Fact]
    public void SourceIsOne_ConnectionsAreMany()
    {
        var builder = Applications.With(("ConnectionStrings:db", Named));
        builder.AddNpgsqlDataSource("db");
        using var host = builder.Build();
        var services = host.Services;

        Assert.Same(services.GetRequiredService<NpgsqlDataSource>(), services.GetRequiredService<DbDataSource>());
        Assert.NotSame(services.GetRequiredService<NpgsqlConnection>(), services.GetRequiredService<NpgsqlConnection>());
        Assert.IsType<NpgsqlConnection>(services.GetRequiredService<DbConnection>());
    }

    [Fact]
    public void KeyedSource_StandsBesideTheOther()
    {
        var builder = Applications.With(("ConnectionStrings:a", "Host=a"), ("ConnectionStrings:b", "Host=b"));
        builder.AddNpgsqlDataSource("a");
        builder.AddKeyedNpgsqlDataSource("b");
        using var host = builder.Build();

        Assert.Equal("Host=a", host.Services.GetRequiredService<NpgsqlDataSource>().ConnectionString);
        Assert.Equal("Host=b", host.Services.GetRequiredKeyedService<NpgsqlDataSource>("b").ConnectionString);
        Assert.Equal("Host=b", host.Services.GetRequiredKeyedService<DbConnection>("b").ConnectionString);
        Assert.Equal(Both, Checks(host).Order());
    }

    [Fact]
    public void HealthCheck_CanBeLeftOut()
    {
        var builder = Applications.With(("ConnectionStrings:db", Named), ("Aspire:Npgsql:DisableHealthChecks", "true"));
        builder.AddNpgsqlDataSource("db");
        using var host = builder.Build();

        Assert.Empty(Checks(host));
    }

    private static IEnumerable<string> Checks(IHost host) =>
        host.Services.GetService<IOptions<HealthCheckServiceOptions>>()?.Value.Registrations.Select(registration => registration.Name) ?? [];
}
