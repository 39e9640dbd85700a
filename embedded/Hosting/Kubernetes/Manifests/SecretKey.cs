namespace Aspire.Hosting.Kubernetes.Manifests;

/// <summary>One key of a Secret that the cluster provides; its value never passes through the publisher.</summary>
internal sealed record SecretKey(string Secret, string Key)
{
    /// <summary>Secrets have one key of their own name, as a flat local secret file has.</summary>
    public static SecretKey Of(string name) => new(name, name);
}
