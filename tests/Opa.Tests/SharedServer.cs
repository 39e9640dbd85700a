namespace OpenClaw.Opa.Tests;

/// <summary>One server with a small policy for tests that keep to documents of their own.</summary>
public sealed class SharedServer : IAsyncLifetime
{
    public const string Policy = """
        package app
        default allow := false
        allow if input.user in data.users.admins
        greeting := sprintf("hello %s", [input.user])
        broken := 1 / input.zero
        conflict := 1 if input.a
        conflict := 2 if input.b
        numbers contains n if some n in [3, 1, 2]
        """;

    private readonly TempFolder _folder = new(("policy/app.rego", Policy), ("policy/users/data.json", """{"admins": ["sarah"]}"""));

    internal OpaServer Server { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Server = await OpaServer.StartAsync(_folder.Path, "policy");

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        _folder.Dispose();
    }
}
