using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace OpenClaw.Npgsql.Tests;

/// <summary>Applications with nothing but a configuration.</summary>
internal static class Applications
{
    public static HostApplicationBuilder With(params (string Key, string Value)[] configuration)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(configuration.Select(pair => KeyValuePair.Create(pair.Key, (string?)pair.Value)));
        return builder;
    }
}
