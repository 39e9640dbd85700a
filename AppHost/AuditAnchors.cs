namespace OpenClaw.AppHost;

internal static class AuditAnchorsExtensions
{
    /// <summary>
    /// Keeps signed checkpoints outside of the database: locally in a folder; in a deployment, whose replicas share no disk, in
    /// the company's bucket, behind the HTTPEndpoint <c>audit-anchor</c> with the Secret <c>audit-anchor-s3</c>.
    /// </summary>
    public static IResourceBuilder<ProjectResource> WithAnchors(this IResourceBuilder<ProjectResource> audit, LocalSecrets? local)
    {
        if (local is not null)
            return audit.WithEnvironment("Audit__Anchors__Files__0__Folder", local.AuditAnchorFolder);
        var builder = audit.ApplicationBuilder;
        return audit
            .WithEnvironment("Audit__Anchors__S3__0__Endpoint", "audit-anchor")
            .WithEnvironment("Audit__Anchors__S3__0__Host", builder.AddParameter("audit-anchor-host"))
            .WithEnvironment("Audit__Anchors__S3__0__Bucket", builder.AddParameter("audit-anchor-bucket"))
            .WithEnvironment("Audit__Anchors__S3__0__Region", builder.AddParameter("audit-anchor-region"));
    }
}
