using System.Text.RegularExpressions;
using OpenClaw.Contracts;
using OpenClaw.Policy.Features.Policies;
using OpenClaw.ServiceDefaults.Identity;

namespace OpenClaw.Policy.Features.Tenants;

/// <summary>What an administrator says about a tenant.</summary>
/// <param name="RoleMap">Role by group name of the identity provider; a role is built in or one of <paramref name="CustomRoles"/>.</param>
/// <param name="CustomRoles">Own role names, each with the built-in role it inherits from.</param>
public sealed record TenantSettings(
    string? Name,
    IReadOnlyList<string>? Domains,
    string? OidcIssuer,
    string? OidcClientId,
    IReadOnlyDictionary<string, string>? RoleMap,
    IReadOnlyDictionary<string, string>? CustomRoles);

/// <summary>Body of <c>POST /api/v1/tenants</c>.</summary>
public sealed record CreateTenant(
    string? Id,
    string? Name,
    IReadOnlyList<string>? Domains,
    string? OidcIssuer,
    string? OidcClientId,
    IReadOnlyDictionary<string, string>? RoleMap,
    IReadOnlyDictionary<string, string>? CustomRoles)
{
    internal TenantSettings Settings => new(Name, Domains, OidcIssuer, OidcClientId, RoleMap, CustomRoles);
}

/// <summary>Body of <c>PUT /api/v1/tenants/{id}/status</c>.</summary>
public sealed record ChangeTenantStatus(TenantStatus? Status, string? Reason);

/// <summary>Checks what administrators send. An issuer is fetched from by the gateway, so it must be a public https address.</summary>
internal static partial class TenantRules
{
    private const int MaxEntries = 200;
    private static readonly string[] Inheritable = [Roles.EnterpriseAdmin, Roles.OrgAdmin, Roles.TeamLead, Roles.User, Roles.Auditor, Roles.Operator];

    public static IReadOnlyList<PolicyFault> Check(string? id, TenantSettings settings)
    {
        var faults = new List<PolicyFault>();
        Demand(faults, id is not null && TenantId().IsMatch(id), "id", "must be 1 to 63 lower case letters, digits and inner hyphens");
        Demand(faults, settings.Name is { Length: > 0 and <= 255 }, "name", "must have 1 to 255 characters");
        Demand(faults, settings.Domains is null or { Count: <= MaxEntries } && (settings.Domains ?? []).All(domain => Domain().IsMatch(domain)), "domains", "must be mail domains in lower case");
        Demand(faults, settings.OidcIssuer is null || IsUsableIssuer(settings.OidcIssuer), "oidcIssuer", "must be an https address without query, credentials or a numeric host");
        Demand(faults, settings.OidcClientId is null or { Length: > 0 and <= 255 }, "oidcClientId", "must have 1 to 255 characters");
        CheckRoles(faults, settings);
        return faults;
    }

    private static void CheckRoles(List<PolicyFault> faults, TenantSettings settings)
    {
        var custom = settings.CustomRoles ?? new Dictionary<string, string>();
        var map = settings.RoleMap ?? new Dictionary<string, string>();
        Demand(faults, custom.Count <= MaxEntries && map.Count <= MaxEntries, "roleMap", $"and customRoles hold at most {MaxEntries} entries each");
        foreach (var (name, parent) in custom)
        {
            Demand(faults, RoleName().IsMatch(name) && !PermissionTable.BuiltInRoles.Contains(name), $"customRoles.{name}", "must be a new name of lower case letters, digits and underscores");
            Demand(faults, Inheritable.Contains(parent), $"customRoles.{name}", $"must inherit from one of {string.Join(", ", Inheritable)}");
        }

        foreach (var (group, role) in map)
        {
            Demand(faults, group.Length is > 0 and <= 255 && (Inheritable.Contains(role) || custom.ContainsKey(role)), $"roleMap.{group}", "must name a built-in role or one of customRoles");
        }
    }

    private static bool IsUsableIssuer(string issuer) =>
        issuer.Length <= 512
        && Uri.TryCreate(issuer, UriKind.Absolute, out var address)
        && (address.Scheme == Uri.UriSchemeHttps || address.IsLoopback)
        && address is { UserInfo.Length: 0, Query.Length: 0, Fragment.Length: 0 }
        && (address.HostNameType == UriHostNameType.Dns || address.IsLoopback);

    private static void Demand(List<PolicyFault> faults, bool holds, string path, string message)
    {
        if (!holds)
        {
            faults.Add(new PolicyFault(path, message));
        }
    }

    [GeneratedRegex("^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$")]
    private static partial Regex TenantId();

    [GeneratedRegex("^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z]{2,63}$")]
    private static partial Regex Domain();

    [GeneratedRegex("^[a-z][a-z0-9_]{1,63}$")]
    private static partial Regex RoleName();
}
