using Microsoft.Extensions.Options;
using OpenClaw.Contracts;
using OpenClaw.Gateway.Options;
using OpenClaw.ServiceDefaults.Identity;
using OpenClaw.ServiceDefaults.Identity.Tokens;

namespace OpenClaw.Gateway.Features.SignIn;

/// <summary>
/// Turns the provider's claims into a caller (spec/auth.md 3). Tenant and user become part of keys everywhere, so only plain
/// names pass. Roles are the union of what groups and role claims map to; nobody is less than a user.
/// </summary>
internal sealed class ClaimsMapping(IOptions<OidcOptions> options)
{
    private const int MaxNameLength = 128;

    // Programs must not be mistaken for people, nor the other way round.
    private const string ServiceAccountPrefix = "svc-";
    private static readonly string[] BuiltIn = [Roles.EnterpriseAdmin, Roles.OrgAdmin, Roles.TeamLead, Roles.User, Roles.Auditor, Roles.Operator];
    private readonly Dictionary<string, string> _roles = Merge(options.Value.RoleMap);

    /// <summary>The caller, or null when there is no such tenant or the token names no usable user.</summary>
    public Caller? Map(ValidatedToken token, TenantEntry? tenant)
    {
        var names = options.Value;
        var user = token.GetString(names.UserClaim);
        if (tenant is null || !IsPlain(user) || user!.StartsWith(ServiceAccountPrefix, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var roles = token.GetStrings("groups").Concat(token.GetStrings("roles"))
            .SelectMany(name => RolesOf(name, tenant))
            .Append(Roles.User)
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal)
            .ToArray();
        return new Caller(
            tenant.Id, user, roles, Shorten(token.GetString(names.OrgUnitClaim)), Shorten(token.GetString(names.TeamClaim)), Shorten(token.GetString("name")));
    }

    /// <summary>
    /// What a group or role of the provider stands for: the tenant's own map first, then the deployment's. A custom role comes
    /// with the built-in role it inherits from, which is all it can do; policies may tell it apart.
    /// </summary>
    private IEnumerable<string> RolesOf(string name, TenantEntry tenant)
    {
        var role = tenant.RoleMap.GetValueOrDefault(name) ?? (tenant.CustomRoles.ContainsKey(name) ? name : _roles.GetValueOrDefault(name));
        return role is null ? []
            : BuiltIn.Contains(role) ? [role]
            : tenant.CustomRoles.TryGetValue(role, out var parent) && BuiltIn.Contains(parent) ? [role, parent]
            : [];
    }

    public static bool IsPlain(string? name) =>
        name is { Length: > 0 and <= MaxNameLength } && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '@' or '+')
            && name.Any(char.IsAsciiLetterOrDigit);

    private static string? Shorten(string? text) =>
        string.IsNullOrWhiteSpace(text) ? null : text.Length <= MaxNameLength ? text : text[..MaxNameLength];

    private static Dictionary<string, string> Merge(Dictionary<string, string> configured)
    {
        var map = BuiltIn.ToDictionary(role => role, StringComparer.Ordinal);
        foreach (var (group, role) in new[]
        {
            ("enterprise-admins", Roles.EnterpriseAdmin), ("org-admins", Roles.OrgAdmin), ("team-leads", Roles.TeamLead),
            ("users", Roles.User), ("auditors", Roles.Auditor), ("operators", Roles.Operator),
        })
        {
            map[group] = role;
            map["openclaw-" + group] = role;
        }

        foreach (var (name, role) in configured)
        {
            map[name] = role;
        }

        return map;
    }
}
