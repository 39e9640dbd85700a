using System.Globalization;

namespace OpenClaw.Simulators.Identity;

/// <summary>A person the provider can sign in, with the claims a company's directory would hold.</summary>
internal sealed record Person(string Id, string Name, string Tenant, string OrgUnit, string? Team, string Group)
{
    public string Email => $"{Id}@{Tenant}.example";
}

/// <summary>The people of the two seed companies; everybody of the local run and the tests.</summary>
internal static class Directory
{
    private const string EmployeePrefix = "employee-";

    public static IReadOnlyList<Person> People { get; } =
    [
        new("sarah", "Sarah Lindqvist", "acme", "engineering", "platform", "openclaw-users"),
        new("mike", "Mike Okafor", "acme", "engineering", "platform", "openclaw-users"),
        new("nina", "Nina Petrova", "acme", "product", null, "openclaw-users"),
        new("tom", "Tom Arslan", "acme", "engineering", "platform", "openclaw-team-leads"),
        new("olga", "Olga Brandt", "acme", "engineering", null, "openclaw-org-admins"),
        new("eve", "Eve Marchetti", "acme", "enterprise", null, "openclaw-enterprise-admins"),
        new("aud", "Aud Solheim", "acme", "compliance", null, "openclaw-auditors"),
        new("ravi", "Ravi Menon", "acme", "operations", null, "openclaw-operators"),
        new("vera", "Vera Kowalski", "globex", "research", "labs", "openclaw-users"),
        new("gus", "Gus Tanaka", "globex", "enterprise", null, "openclaw-enterprise-admins"),
    ];

    public static Person? Find(string? id) => People.FirstOrDefault(person => person.Id == id) ?? Employee(id);

    /// <summary>Nameless colleagues for load: <c>employee-0</c>, <c>employee-1</c> and so on, engineers of acme.</summary>
    private static Person? Employee(string? id) =>
        id is not null && id.StartsWith(EmployeePrefix, StringComparison.Ordinal) && int.TryParse(id.AsSpan(EmployeePrefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out _)
            ? new Person(id, id, "acme", "engineering", "platform", "openclaw-users")
            : null;
}
