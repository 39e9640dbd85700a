namespace OpenClaw.Sidecar.Resources;

/// <summary><c>accessControl</c>: who may call which method of this app.</summary>
internal sealed record AccessControlSettings(bool AllowByDefault, string TrustDomain, IReadOnlyList<AccessPolicy> Policies);

/// <summary>What one caller may do. A null action falls to the global default.</summary>
internal sealed record AccessPolicy(string AppId, string TrustDomain, string Namespace, bool? AllowByDefault, IReadOnlyList<AccessOperation> Operations);

/// <summary>A path pattern with the verbs it speaks of.</summary>
internal sealed record AccessOperation(string Name, IReadOnlyList<string> Verbs, bool Allow);
