using OpenClaw.Opa.Loading;

namespace OpenClaw.Opa.Core;

/// <summary>A bundle in force.</summary>
internal sealed record ActiveBundle(string Name, BundleManifest Manifest);
