using OpenClaw.Policy.Features.Policies;

namespace OpenClaw.Policy.Features.Modules;

/// <summary>A new Rego module of an administrator, written as <c>package custom</c>.</summary>
public sealed record CreateModule(string? Scope, string? ScopeId, string? OrgId, string? Name, string? Source, string? ChangeReason);

/// <summary>A new version of a module.</summary>
public sealed record UpdateModule(string? Source, string? ChangeReason);

public sealed record ModuleView(
    Guid Id, PolicyScope Scope, string ScopeId, string? OrgId, string Name, int Version, string Source, string ChangeReason, string ChangedBy, DateTimeOffset ChangedAt)
{
    internal static ModuleView Of(ModuleRow row) => new(
        row.Id, row.Scope, row.ScopeId, row.OrgId.Length > 0 ? row.OrgId : null, row.Name, row.Version, row.Source, row.ChangeReason, row.ChangedBy, row.ChangedAt);
}

/// <summary>The modules in force that concern the caller.</summary>
public sealed record ModuleList(IReadOnlyList<ModuleView> Modules);
