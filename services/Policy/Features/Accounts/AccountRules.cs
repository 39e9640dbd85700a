using System.Text.RegularExpressions;
using OpenClaw.Policy.Features.Policies;
using OpenClaw.ServiceDefaults.Identity;

namespace OpenClaw.Policy.Features.Accounts;

/// <summary>Checks what administrators send. A key can be given no more than the permission table grants service accounts.</summary>
internal static partial class AccountRules
{
    public const string Prefix = "svc-";
    public const int DefaultDays = 90;
    private const int MaxDays = 365;
    private const int MaxGraceSeconds = 7 * 24 * 3600;

    public static IReadOnlyList<PolicyFault> Check(CreateServiceAccount request) =>
    [
        .. Demand(request.Name is not null && Name().IsMatch(request.Name), "name", "must be 2 to 40 lower case letters, digits and inner hyphens"),
        .. Demand(request.Description is null or { Length: <= 1000 }, "description", "must have at most 1000 characters"),
        .. Demand(request.Scopes is not null, "scopes", "is required"),
        .. CheckScopes(request.Scopes),
        .. Demand(request.OrgUnit is null or { Length: > 0 and <= 128 }, "orgUnit", "must have 1 to 128 characters"),
        .. Demand(request.TeamId is null or { Length: > 0 and <= 128 }, "teamId", "must have 1 to 128 characters"),
    ];

    public static IReadOnlyList<PolicyFault> Check(ChangeServiceAccount request) =>
    [
        .. Demand(request.Description is null or { Length: <= 1000 }, "description", "must have at most 1000 characters"),
        .. CheckScopes(request.Scopes),
    ];

    public static IReadOnlyList<PolicyFault> Check(IssueKey request) => CheckDays(request.ExpiresInDays);

    public static IReadOnlyList<PolicyFault> Check(RotateKey request) =>
    [
        .. CheckDays(request.ExpiresInDays),
        .. Demand(request.GraceSeconds is null or (>= 0 and <= MaxGraceSeconds), "graceSeconds", $"must be 0 to {MaxGraceSeconds}"),
    ];

    private static PolicyFault[] CheckDays(int? days) => Demand(days is null or (>= 1 and <= MaxDays), "expiresInDays", $"must be 1 to {MaxDays}");

    private static IEnumerable<PolicyFault> CheckScopes(IReadOnlyList<string>? scopes) => (scopes ?? [])
        .Where(scope => !Permissions.All.Contains(scope) || PermissionTable.Of(Roles.ServiceAccount, scope) == Reach.None)
        .Select(scope => new PolicyFault("scopes", $"holds '{(scope.Length <= 64 ? scope : scope[..64])}', which no service account can have"));

    private static PolicyFault[] Demand(bool holds, string path, string message) => holds ? [] : [new PolicyFault(path, message)];

    [GeneratedRegex("^[a-z0-9][a-z0-9-]{0,38}[a-z0-9]$")]
    private static partial Regex Name();
}
