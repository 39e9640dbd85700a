namespace Aspire.Hosting.Kubernetes;

/// <summary>Names of what is installed.</summary>
public sealed class HelmChartOptions
{
    internal HelmChartOptions()
    {
    }

    internal string? ChartName { get; private set; }

    internal string? Namespace { get; private set; }

    internal string? ReleaseName { get; private set; }

    public HelmChartOptions WithChartName(string name)
    {
        ChartName = name;
        return this;
    }

    public HelmChartOptions WithNamespace(string @namespace)
    {
        Namespace = @namespace;
        return this;
    }

    public HelmChartOptions WithReleaseName(string releaseName)
    {
        ReleaseName = releaseName;
        return this;
    }
}
