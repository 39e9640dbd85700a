using System.Net;

namespace OpenClaw.ServiceDefaults.Tests.Http;

public sealed class HealthTests
{
    [Fact]
    public async Task Alive_WithoutASidecar_IsTrueWhileReadinessIsNot()
    {
        await using var service = await RunningService.StartAsync(_ => { });

        using var alive = await service.Client.GetAsync("/alive", TestContext.Current.CancellationToken);
        using var ready = await service.Client.GetAsync("/health", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, alive.StatusCode);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
    }
}
