using Dapr.DistributedLock;
using Dapr.DistributedLock.Extensions;
using Dapr.DistributedLock.Models;
using Microsoft.Extensions.DependencyInjection;

namespace OpenClaw.Dapr.Tests.Client;

public sealed class DistributedLockTests : ClientTest
{
    [Fact]
    public async Task LockHeldElsewhere_IsNoLock()
    {
        Server.Answers(200, """{"success":false}""");
        using var locks = Build();

        Assert.Null(await locks.TryLockAsync("lock", "thing", "me", 5));
    }

    [Fact]
    public async Task DisposedLock_IsGivenBack()
    {
        Server.Answers(200, """{"success":true,"status":0}""");
        using var locks = Build();

        await using (var held = await locks.TryLockAsync("lock", "thing", "me", 5))
        {
            Assert.Equal("thing", held.ResourceId);
        }

        Assert.Equal("/v1.0-alpha1/unlock/lock", Server.Requests.Last().Target);
        Assert.Equal("""{"resourceId":"thing","lockOwner":"me"}""", Server.Requests.Last().Body);
    }

    [Fact]
    public async Task LockOfOthers_IsNotGivenBack()
    {
        Server.Answers(200, """{"status":2}""");
        using var locks = Build();

        Assert.Equal(new UnlockResponse(LockStatus.LockBelongsToOthers), await locks.TryUnlockAsync("lock", "thing", "me"));
    }

    [Fact]
    public void Registration_OffersClassAndInterface()
    {
        var services = new ServiceCollection();
        services.AddDaprDistributedLock((_, builder) => builder.UseHttpEndpoint(Server.Address));

        using var provider = services.BuildServiceProvider();
        using var scope = provider.CreateScope();

        Assert.Same(
            scope.ServiceProvider.GetRequiredService<DaprDistributedLockClient>(), scope.ServiceProvider.GetRequiredService<IDaprDistributedLockClient>());
    }

    private DaprDistributedLockClient Build() => new DaprDistributedLockBuilder().UseHttpEndpoint(Server.Address).Build();
}
