using System.ComponentModel.DataAnnotations;

namespace OpenClaw.Connector.Options;

/// <summary>One GitHub account of one tenant: what is received for it and what is read from it.</summary>
internal sealed class GitHubConnection
{
    /// <summary>Stable id; part of delivery keys and event ids, so it is never changed once used.</summary>
    [Required, RegularExpression("^[a-z0-9][a-z0-9-]{1,62}$")]
    public string Id { get; set; } = "";

    [Required, StringLength(100)]
    public string TenantId { get; set; } = "";

    /// <summary>Unguessable path segments and vendor hook ids under which deliveries arrive.</summary>
    public List<string> HookIds { get; set; } = [];

    public List<long> InstallationIds { get; set; } = [];

    /// <summary>Organisations and accounts whose repositories belong to this connection.</summary>
    public List<string> Owners { get; set; } = [];

    /// <summary>Names of one or two webhook secrets in the secret store; two while a secret is being rotated.</summary>
    [Required, MinLength(1), MaxLength(2)]
    public List<string> SecretNames { get; set; } = [];

    /// <summary>Dapr HTTPEndpoint of the REST API. Default: the one in components/, shared by all connections.</summary>
    [Required, StringLength(100)]
    public string ApiEndpoint { get; set; } = Contracts.ComponentNames.GitHubApi;

    /// <summary>Repositories (<c>owner/name</c>) that reads cover.</summary>
    public List<string> Repositories { get; set; } = [];

    /// <summary>GitHub login to person.</summary>
    public Dictionary<string, GitHubUser> Users { get; set; } = [];

    /// <summary>Prefixes of issue keys that mean something here; anything else that looks like a key (UTF-8) is text.</summary>
    public List<string> Projects { get; set; } = [];
}
