namespace Dapr.Common;

/// <summary>The sidecar lacks a feature in every form this library knows.</summary>
public sealed class DaprFeatureNotAvailableException : DaprException
{
    /// <summary>Creates the exception.</summary>
    public DaprFeatureNotAvailableException(string featureName, string[] checkedVariants)
        : base($"The Dapr runtime does not offer '{featureName}'; looked for: {string.Join(", ", checkedVariants)}.")
    {
        FeatureName = featureName;
        CheckedVariants = checkedVariants;
    }

    /// <summary>The feature.</summary>
    public string FeatureName { get; }

    /// <summary>The forms that were looked for.</summary>
    public IReadOnlyList<string> CheckedVariants { get; }
}
