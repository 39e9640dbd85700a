namespace OpenClaw.Testing.Audit;

/// <summary>Starts the audit service the way the AppHost does.</summary>
internal static class AuditService
{
    private static readonly string Key = Convert.ToBase64String([.. Enumerable.Range(1, 32).Select(number => (byte)number)]);

    public static Task<ServiceProcess> StartAsync(AuditDatabase database, TestIdentity identity, Uri? sidecar, IReadOnlyDictionary<string, string>? settings = null)
    {
        var environment = identity.Environment;
        environment["Logging__LogLevel__Default"] = "Warning";
        foreach (var role in (string[])["writer", "reader", "sealer", "maintenance"])
        {
            environment[$"ConnectionStrings__audit-{role}"] = database.Server.ConnectionStringFor(AuditDatabase.Name, $"audit_{role}");
        }

        environment["Audit__Sealing__SigningKey"] = Key;
        environment["Audit__Subjects__MasterKey"] = Key;
        if (sidecar is not null)
        {
            environment["DAPR_HTTP_ENDPOINT"] = sidecar.ToString().TrimEnd('/');
        }

        foreach (var (name, value) in settings ?? new Dictionary<string, string>())
        {
            environment[name] = value;
        }

        return ServiceProcess.StartAsync(BuiltPrograms.Of("services/Audit", "OpenClaw.Audit.dll"), environment);
    }
}
