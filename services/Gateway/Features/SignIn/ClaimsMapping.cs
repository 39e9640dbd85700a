using Microsoft.Extensions.Options;
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
    private static readonly string[] BuiltIn = [Roles.EnterpriseAdmin, Roles.OrgAdmin, Roles.TeamLead, Roles.User, Roles.Auditor, Roles.Operator];
    private readonly Dictionary<string, string> _roles = Merge(options.Value.RoleMap);

    /// <summary>The caller, or null when the token names no usable tenant or user.</summary>
    public Caller? Map(ValidatedToken token)
    {
        var names = options.Value;
        var tenant = token.GetString(names.TenantClaim);
        var user = token.GetString(names.UserClaim);
        if (!IsPlain(tenant) || !IsPlain(user))
        {
            return null;
        }

        var roles = token.GetStrings("groups").Concat(token.GetStrings("roles"))
            .Select(name => _roles.GetValueOrDefault(name))
            .OfType<string>()
            .Append(Roles.User)
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal)
            .ToArray();
        return new Caller(
            tenant!, user!, roles, Shorten(token.GetString(names.OrgUnitClaim)), Shorten(token.GetString(names.TeamClaim)), Shorten(token.GetString("name")));
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
