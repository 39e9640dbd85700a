using OpenClaw.Gateway.Features.Revocation;
using OpenClaw.Gateway.Features.Sessions;
using OpenClaw.Gateway.Tests.Support;

namespace OpenClaw.Gateway.Tests.SignIn;

/// <summary>While nobody withdraws anything the store is hardly asked; what another replica withdrew is noticed with the next mark.</summary>
public sealed class RevocationRegisterTests
{
    private static readonly PersonKey Sarah = new("acme", "sarah");
    private static readonly PersonKey Mike = new("acme", "mike");
    private readonly TestClock _clock = new();
    private readonly Store _store = new();

    private static CancellationToken Ended => TestContext.Current.CancellationToken;

    [Fact]
    public async Task QuietStore_IsAskedOncePerPerson_AndForItsMarkOncePerMemory()
    {
        var register = new RevocationRegister(_store, _clock);

        for (var round = 0; round < 5; round++)
        {
            Assert.False(await IsRevokedAsync(register, Sarah));
            Assert.False(await IsRevokedAsync(register, Mike));
            _clock.Advance(RevocationRegister.Memory);
        }

        Assert.Equal((2, 5), (_store.Finds, _store.Marks));
    }

    [Fact]
    public async Task WithdrawalByAnotherReplica_HoldsOnceTheMarkIsReadAgain_AndHereAtOnce()
    {
        var (here, there) = (new RevocationRegister(_store, _clock), new RevocationRegister(_store, _clock));
        Assert.False(await IsRevokedAsync(here, Sarah));
        Assert.False(await IsRevokedAsync(there, Sarah));

        await here.EndAllAsync(Sarah, Ended);

        Assert.True(await IsRevokedAsync(here, Sarah));
        _clock.Advance(RevocationRegister.Memory);
        Assert.True(await IsRevokedAsync(there, Sarah));
        Assert.False(await IsRevokedAsync(there, Mike));
    }

    [Fact]
    public async Task WithdrawalWithoutANewMark_HoldsAfterAMinute()
    {
        var register = new RevocationRegister(_store, _clock);
        Assert.False(await IsRevokedAsync(register, Sarah));

        _store.Kept[Sarah] = new Revocations(_clock.GetUtcNow(), []);
        _clock.Advance(TimeSpan.FromMinutes(1));

        Assert.True(await IsRevokedAsync(register, Sarah));
    }

    [Fact]
    public async Task StoreThatCannotBeRead_IsNotTakenForAQuietOne()
    {
        var register = new RevocationRegister(_store, _clock);
        Assert.False(await IsRevokedAsync(register, Sarah));

        _store.IsAway = true;
        _clock.Advance(RevocationRegister.Memory);
        await Assert.ThrowsAsync<HttpRequestException>(async () => await IsRevokedAsync(register, Sarah));
        _store.IsAway = false;

        Assert.False(await IsRevokedAsync(register, Sarah));
    }

    private static readonly DateTimeOffset Issued = DateTimeOffset.UnixEpoch;

    private static ValueTask<bool> IsRevokedAsync(RevocationRegister register, PersonKey person) => register.IsRevokedAsync(person, Issued, "digest", Ended);

    private sealed class Store : IRevocationStore
    {
        private int _mark;

        public Dictionary<PersonKey, Revocations> Kept { get; } = [];

        public int Finds { get; private set; }

        public int Marks { get; private set; }

        public bool IsAway { get; set; }

        public Task<Revocations?> FindAsync(PersonKey person, CancellationToken cancellationToken)
        {
            Finds++;
            return Task.FromResult(Kept.GetValueOrDefault(person));
        }

        public Task<string> MarkAsync(CancellationToken cancellationToken)
        {
            Marks++;
            return IsAway ? Task.FromException<string>(new HttpRequestException("away")) : Task.FromResult($"{_mark}");
        }

        public Task ChangeAsync(PersonKey person, Func<Revocations?, Revocations> change, CancellationToken cancellationToken)
        {
            Kept[person] = change(Kept.GetValueOrDefault(person));
            _mark++;
            return Task.CompletedTask;
        }
    }
}
