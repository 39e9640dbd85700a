using System.Text.Json;
using System.Text.Json.Nodes;
using OpenClaw.Connector.Features.Connections;
using OpenClaw.Contracts;
using OpenClaw.ServiceDefaults.Audit;
using OpenClaw.ServiceDefaults.Http;
using OpenClaw.ServiceDefaults.Policy;

namespace OpenClaw.Connector.Features.Reads;

/// <summary>Decision, intent, calls, limits of the decision, outcome.</summary>
internal sealed class ReadGitHubHandler(
    ConnectionDirectory connections, GitHubScan scan, IPolicyEnforcement policy, IAuditRecorder audit, ILogger<ReadGitHubHandler> logger)
{
    public async Task<(ConnectorReadResult? Result, PolicyDecision? Decision, Failure? Failure)> HandleAsync(
        ConnectorReadRequest request, CancellationToken cancellationToken)
    {
        if (!GitHubReads.AreOffered(request.Operation) || connections.OfTenant(request.TenantId).FirstOrDefault() is not { } connection)
        {
            return (null, null, Failure.NotFound("operation of a connector of yours"));
        }

        if (ReadCursor.Read(request.Cursor) is not { } cursor)
        {
            return (null, null, ReadFailures.BadCursor());
        }

        var decision = await policy.DecideAsync(Describe(request, connection), cancellationToken);
        if (!decision.IsAllowed)
        {
            return (null, decision, await RefuseAsync(request, decision, cancellationToken));
        }

        var handle = await audit.IntentAsync(IntentOf(request, decision), cancellationToken);
        var order = new ReadOrder(connection, request.Operation, connection.LoginsOf(request.UserId), cursor);
        ConnectorReadResult result;
        try
        {
            result = await ReadAsync(order, decision, handle, cancellationToken);
        }
        catch (Exception exception) when (exception is not AuditUnavailableException)
        {
            await audit.OutcomeAsync(handle, new AuditResult(AuditOutcome.Error) { Detail = new JsonObject { ["failure"] = exception.GetType().Name } }, CancellationToken.None);
            throw;
        }

        return (result, decision, null);
    }

    private async Task<ConnectorReadResult> ReadAsync(
        ReadOrder order, PolicyDecision decision, AuditHandle handle, CancellationToken cancellationToken)
    {
        var harvest = await scan.RunAsync(order, cancellationToken);
        var ceiling = ClassificationCeiling.Of(decision);
        var visible = harvest.Items.Where(item => item.Classification <= ceiling)
            .OrderByDescending(item => item.UpdatedAt).ThenBy(item => item.Id, StringComparer.Ordinal).ToArray();
        var withheld = harvest.Items.Count - visible.Length;
        await audit.OutcomeAsync(handle, OutcomeOf(harvest, visible, withheld), cancellationToken);
        logger.ReadDone(order.Operation, visible.Length, harvest.Status, withheld);
        return new ConnectorReadResult(visible, harvest.Status, harvest.Next?.Write(), harvest.Next is not null);
    }

    private async Task<Failure> RefuseAsync(ConnectorReadRequest request, PolicyDecision decision, CancellationToken cancellationToken)
    {
        var failure = Failure.Refused(decision);
        try
        {
            var handle = await audit.IntentAsync(IntentOf(request, decision), cancellationToken);
            await audit.OutcomeAsync(handle, new AuditResult(AuditOutcome.Denied), cancellationToken);
        }
        catch (AuditUnavailableException) when (failure.Status == StatusCodes.Status503ServiceUnavailable)
        {
            // Refused either way; without policy and audit there is nobody left to tell but the caller.
            logger.ScanStopped(request.Operation, "-", "policy and audit unavailable");
        }

        return failure;
    }

    private static GovernedAction Describe(ConnectorReadRequest request, Connection connection) =>
        new(request.Operation, request.TenantId, request.UserId, Classification.Internal)
        {
            Roles = request.Roles,
            OrgUnit = request.OrgUnit,
            TeamId = request.TeamId,
            TargetSystem = "github",
            Additional = new JsonObject { ["connector"] = "github", ["connectorId"] = connection.Id },
        };

    private static AuditIntent IntentOf(ConnectorReadRequest request, PolicyDecision decision) =>
        new(AuditActionType.DataAccess, request.Operation, request.TenantId, request.UserId, decision, Classification.Internal)
        {
            OrgUnit = request.OrgUnit,
            TeamId = request.TeamId,
            Detail = new JsonObject { ["continued"] = request.Cursor is not null },
        };

    private static AuditResult OutcomeOf(ReadHarvest harvest, ConnectorItem[] visible, int withheld) =>
        new(harvest.Status is SourceStatus.Ok or SourceStatus.Partial ? AuditOutcome.Success : AuditOutcome.Error)
        {
            Detail = new JsonObject
            {
                ["status"] = JsonNamingPolicy.SnakeCaseLower.ConvertName(harvest.Status.ToString()),
                ["errorCode"] = harvest.ErrorCode,
                ["items"] = visible.Length,
                ["withheld"] = withheld,
            },
            DataAccessed = [.. visible.Select(item => new DataAccess(item.Id, item.Classification, "connector_read"))],
            DataClassification = visible.Length == 0 ? Classification.Public : visible.Max(item => item.Classification),
        };
}
