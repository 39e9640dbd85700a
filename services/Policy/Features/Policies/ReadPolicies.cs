using Microsoft.AspNetCore.Http.HttpResults;
using OpenClaw.Policy.Features.Documents;
using OpenClaw.ServiceDefaults.Http;
using OpenClaw.ServiceDefaults.Identity;

namespace OpenClaw.Policy.Features.Policies;

/// <summary>A page of policies.</summary>
/// <param name="NextCursor">Asks for the rest; absent at the end.</param>
public sealed record PolicyPage(IReadOnlyList<PolicyView> Policies, string? NextCursor);

/// <summary>What two versions say differently.</summary>
public sealed record VersionDifference(string From, string To, IReadOnlyList<FieldDifference> Differences);

/// <summary>The routes that show policies and their past.</summary>
internal static class ReadPolicies
{
    private const int DefaultLimit = 50;
    private const int MaxLimit = 200;

    public static void MapReadPolicies(this IEndpointRouteBuilder group)
    {
        Describe(group.MapGet("/", ListAsync), "ListPolicies", "Policies that concern the caller");
        Describe(group.MapGet("/{id:guid}", GetAsync), "GetPolicy", "One policy; the entity tag is its row version");
        Describe(group.MapGet("/{id:guid}/versions", HistoryAsync), "GetPolicyVersions", "Everything a policy ever said, oldest first");
        Describe(group.MapGet("/{id:guid}/versions/{version}", VersionAsync), "ReadPolicyVersion", "What one version said");
        Describe(group.MapGet("/{id:guid}/diff", DiffAsync), "ComparePolicyVersions", "What two versions say differently, field by field");
    }

    private static async Task<Results<Ok<PolicyPage>, ProblemHttpResult>> ListAsync(
        Caller caller, IPolicyStore store, CancellationToken cancellationToken,
        string? scope = null, string? scopeId = null, string? domain = null, string? status = null, string? cursor = null, int limit = DefaultLimit)
    {
        var faults = new List<PolicyFault>();
        var query = new PolicyQuery(Word<PolicyScope>("scope", scope, faults), scopeId, domain, Word<PolicyStatus>("status", status, faults), Cursor(cursor, faults), limit + 1);
        if (domain is not null && !PolicyDomains.All.ContainsKey(domain))
        {
            faults.Add(new PolicyFault("domain", $"must be one of {string.Join(", ", PolicyDomains.All.Keys)}"));
        }

        if (limit is < 1 or > MaxLimit)
        {
            faults.Add(new PolicyFault("limit", $"must be a number from 1 to {MaxLimit}"));
        }

        if (faults.Count > 0)
        {
            return PolicyFailures.Bad([.. faults]).ToProblem();
        }

        var found = await store.ReadAsync(caller.TenantId, unit => unit.ListAsync(query), cancellationToken);
        var page = found.Take(limit).ToList();
        var next = found.Count > limit ? page[^1].Policy.Id.ToString("N") : null;
        return TypedResults.Ok(new PolicyPage([.. page.Where(file => PolicyAccess.CanRead(caller, file.Policy.Slot)).Select(file => PolicyView.Of(file))], next));
    }

    private static async Task<Results<Ok<PolicyView>, ProblemHttpResult>> GetAsync(
        Guid id, Caller caller, HttpContext context, IPolicyStore store, CancellationToken cancellationToken)
    {
        if (await FindAsync(id, caller, store, cancellationToken) is not { } file)
        {
            return Failure.NotFound("policy").ToProblem();
        }

        var view = PolicyView.Of(file);
        context.Response.Headers.ETag = PolicyEndpoints.TagOf(view);
        return TypedResults.Ok(view);
    }

    private static async Task<Results<Ok<IReadOnlyList<VersionView>>, ProblemHttpResult>> HistoryAsync(
        Guid id, Caller caller, IPolicyStore store, CancellationToken cancellationToken) =>
        await FindAsync(id, caller, store, cancellationToken) is { } file
            ? TypedResults.Ok<IReadOnlyList<VersionView>>([.. file.Versions.Select(VersionView.Of)])
            : Failure.NotFound("policy").ToProblem();

    private static async Task<Results<Ok<VersionView>, ProblemHttpResult>> VersionAsync(
        Guid id, string version, Caller caller, IPolicyStore store, CancellationToken cancellationToken) =>
        (await FindAsync(id, caller, store, cancellationToken))?.Find(version) is { } row
            ? TypedResults.Ok(VersionView.Of(row))
            : Failure.NotFound("version").ToProblem();

    private static async Task<Results<Ok<VersionDifference>, ProblemHttpResult>> DiffAsync(
        Guid id, string? from, string? to, Caller caller, IPolicyStore store, CancellationToken cancellationToken)
    {
        if (await FindAsync(id, caller, store, cancellationToken) is not { } file)
        {
            return Failure.NotFound("policy").ToProblem();
        }

        var newer = to is null ? file.Versions[^1] : file.Find(to);
        var older = from is not null ? file.Find(from) : newer is null ? null : file.Versions.LastOrDefault(version => version.Ordinal < newer.Ordinal) ?? newer;
        return older is null || newer is null
            ? Failure.NotFound("version").ToProblem()
            : TypedResults.Ok(new VersionDifference(
                older.Version.ToString(),
                newer.Version.ToString(),
                DocumentDifference.Between(PolicyDomains.All[file.Policy.Slot.Domain], older.Document, newer.Document)));
    }

    private static async Task<PolicyFile?> FindAsync(Guid id, Caller caller, IPolicyStore store, CancellationToken cancellationToken)
    {
        var file = await store.ReadAsync(caller.TenantId, unit => unit.FindAsync(id), cancellationToken);
        return file is not null && PolicyAccess.CanRead(caller, file.Policy.Slot) ? file : null;
    }

    private static TEnum? Word<TEnum>(string name, string? text, List<PolicyFault> faults)
        where TEnum : struct, Enum
    {
        if (text is null)
        {
            return null;
        }

        foreach (var value in Enum.GetValues<TEnum>())
        {
            if (Words.Of(value) == text)
            {
                return value;
            }
        }

        faults.Add(new PolicyFault(name, $"must be one of {string.Join(", ", Enum.GetValues<TEnum>().Select(Words.Of))}"));
        return null;
    }

    private static Guid? Cursor(string? cursor, List<PolicyFault> faults)
    {
        if (cursor is null || Guid.TryParseExact(cursor, "N", out _))
        {
            return cursor is null ? null : Guid.ParseExact(cursor, "N");
        }

        faults.Add(new PolicyFault("cursor", "is not a cursor of this list"));
        return null;
    }

    private static void Describe(RouteHandlerBuilder route, string name, string summary) => route
        .WithName(name)
        .WithSummary(summary)
        .RequirePermission(Permissions.PoliciesRead)
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .ProducesProblem(StatusCodes.Status404NotFound)
        .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
}
