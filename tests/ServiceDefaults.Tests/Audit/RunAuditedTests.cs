using OpenClaw.Contracts;
using OpenClaw.ServiceDefaults.Audit;

namespace OpenClaw.ServiceDefaults.Tests.Audit;

public sealed class RunAuditedTests
{
    private static readonly AuditIntent Intent = new(
        AuditActionType.AdminChange, "act", "acme", "eve", new PolicyDecision(PolicyResult.Allow, "system", "", ""), Classification.Internal);

    private readonly ListRecorder _recorder = new();

    [Fact]
    public async Task Effect_HappensBetweenIntentAndOutcome()
    {
        var result = await _recorder.RunAsync(
            Intent,
            () =>
            {
                _recorder.Said.Add("effect");
                return Task.FromResult(7);
            },
            value => new AuditResult(value == 7 ? AuditOutcome.Success : AuditOutcome.Error),
            CancellationToken.None);

        Assert.Equal(7, result);
        Assert.Equal(["intent", "effect", "Success"], _recorder.Said);
    }

    [Fact]
    public async Task Effect_ThatThrowsOrIsCancelled_LeavesAnErrorAndGoesOn()
    {
        using var cancellation = new CancellationTokenSource();

        await Assert.ThrowsAsync<OperationCanceledException>(() => _recorder.RunAsync(
            Intent,
            async Task<int> () =>
            {
                await cancellation.CancelAsync();
                cancellation.Token.ThrowIfCancellationRequested();
                return 0;
            },
            _ => new AuditResult(AuditOutcome.Success),
            cancellation.Token));

        Assert.Equal(["intent", "Error"], _recorder.Said);
    }

    [Fact]
    public async Task Effect_WithoutADurableIntent_DoesNotHappen()
    {
        _recorder.IsDown = true;

        await Assert.ThrowsAsync<AuditUnavailableException>(() => _recorder.RunAsync(
            Intent,
            () =>
            {
                _recorder.Said.Add("effect");
                return Task.FromResult(0);
            },
            _ => new AuditResult(AuditOutcome.Success),
            CancellationToken.None));

        Assert.Empty(_recorder.Said);
    }

    private sealed class ListRecorder : IAuditRecorder
    {
        public List<string> Said { get; } = [];

        public bool IsDown { get; set; }

        public Task<AuditHandle> IntentAsync(AuditIntent intent, CancellationToken cancellationToken)
        {
            if (IsDown)
            {
                throw new AuditUnavailableException();
            }

            Said.Add("intent");
            return Task.FromResult(new AuditHandle(null!, null));
        }

        public Task OutcomeAsync(AuditHandle handle, AuditResult result, CancellationToken cancellationToken)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Said.Add(result.Outcome.ToString());
            return Task.CompletedTask;
        }
    }
}
