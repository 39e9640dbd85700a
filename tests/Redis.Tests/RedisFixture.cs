using OpenClaw.Redis.Tests;
using OpenClaw.Testing;

[assembly: AssemblyFixture(typeof(RedisFixture))]

namespace OpenClaw.Redis.Tests;

/// <summary>One real Redis with a password for all tests of the assembly.</summary>
public sealed class RedisFixture : IAsyncLifetime
{
    private RedisServer? _server;

    public string ConnectionString
    {
        get
        {
            Assert.SkipWhen(ServerPrograms.RedisMissingReason is not null, ServerPrograms.RedisMissingReason ?? "");
            return _server!.ConnectionString;
        }
    }

    public async ValueTask InitializeAsync()
    {
        if (ServerPrograms.RedisMissingReason is null)
        {
            _server = await RedisServer.StartAsync("a-password");
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }
}
