using System.Collections.Concurrent;
using System.Text.Json;
using OpenClaw.Contracts;
using OpenClaw.ServiceDefaults.Http;
using OpenClaw.ServiceDefaults.Identity;

namespace OpenClaw.Gateway.Features.Forwarding;

/// <summary>
/// Tells the policy service where people belong, so that the policies of their organisation and team also hold for work in the
/// background, which knows a person by id only. Told once per place and process; what cannot be told now is told later.
/// </summary>
internal sealed class PersonReports(IServiceInvoker invoker, TimeProvider time, ILogger<PersonReports> logger) : BackgroundService
{
    private const string Path = "/internal/policy/memberships";

    /// <summary>Soon enough for a briefing that starts right after the first request, and never in that request's way.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);
    private readonly ConcurrentDictionary<(string Tenant, string User), (string? Org, string? Team)> _told = new();
    private readonly ConcurrentDictionary<(string Tenant, string User), (string? Org, string? Team)> _waiting = new();

    public void Saw(Caller caller)
    {
        var (person, place) = ((caller.TenantId, caller.UserId), (caller.OrgUnit, caller.TeamId));
        if (!_told.TryGetValue(person, out var told) || told != place)
        {
            _waiting[person] = place;
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(Pause, time, stoppingToken);
            foreach (var (person, place) in _waiting)
            {
                if (!await TryTellAsync(person, place, stoppingToken))
                {
                    break;
                }

                _told[person] = place;
                _waiting.TryRemove(KeyValuePair.Create(person, place));
            }
        }
    }

    private async Task<bool> TryTellAsync((string Tenant, string User) person, (string? Org, string? Team) place, CancellationToken cancellationToken)
    {
        try
        {
            using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            deadline.CancelAfter(Timeout);
            using var request = new HttpRequestMessage(HttpMethod.Post, (Uri?)null)
            {
                Content = JsonContent.Create(new { tenantId = person.Tenant, userId = person.User, orgId = place.Org, teamId = place.Team }, options: ContractsJson.Options),
            };
            request.Headers.Add(HeaderNames.RequestId, RequestContext.NewId());
            using var response = await invoker.SendAsync(request, AppIds.Policy, Path, deadline.Token);
            if (response.IsSuccessStatusCode)
            {
                return true;
            }

            logger.PlacesWait($"the policy service answered {(int)response.StatusCode}");
        }
        catch (Exception exception) when (exception is HttpRequestException or JsonException or IOException)
        {
            logger.PlacesWait(exception.Message);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            logger.PlacesWait("the policy service did not answer in time");
        }

        return false;
    }
}
