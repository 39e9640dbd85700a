using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace OpenClaw.Audit.Options;

/// <summary>Where signed checkpoints are kept out of reach of whoever owns the database. None by default.</summary>
internal sealed class AnchorOptions
{
    public const string Section = "Audit:Anchors";

    /// <summary>
    /// Pause between rounds. Default 10 s: what an insider can change unseen is at most that young. At the same pace the next few
    /// thousand stored entries are compared with their sealed hashes.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "01:00:00")]
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Pause between complete comparisons of every stored entry with its sealed hash; the first begins with the service.
    /// Default 6 h: it reads the whole log. What the anchors know is compared in every round.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "31.00:00:00")]
    public TimeSpan SelfCheckInterval { get; set; } = TimeSpan.FromHours(6);

    /// <summary>How long one call to an anchor or a witness may take. Default 5 s: both are allowed to be far away.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:01:00")]
    public TimeSpan CallTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Folders, best on a disk of somebody else's.</summary>
    [ValidateEnumeratedItems]
    public List<FileAnchorOptions> Files { get; set; } = [];

    /// <summary>Places that take <c>PUT</c> and answer <c>GET</c>.</summary>
    [ValidateEnumeratedItems]
    public List<HttpAnchorOptions> Http { get; set; } = [];

    /// <summary>Buckets of S3 or of anything that speaks its protocol; with object lock nobody can take a checkpoint back.</summary>
    [ValidateEnumeratedItems]
    public List<S3AnchorOptions> S3 { get; set; } = [];

    /// <summary>Witnesses (C2SP tlog-witness), each run by somebody else: they co-sign only what appends to what they co-signed before.</summary>
    [ValidateEnumeratedItems]
    public List<WitnessOptions> Witnesses { get; set; } = [];
}

internal sealed class FileAnchorOptions
{
    [Required, RegularExpression("^[a-z0-9-]{1,40}$")]
    public string Name { get; set; } = "file";

    [Required]
    public string Folder { get; set; } = "";
}

internal sealed class HttpAnchorOptions
{
    [Required, RegularExpression("^[a-z0-9-]{1,40}$")]
    public string Name { get; set; } = "http";

    /// <summary>Name of the HTTPEndpoint resource that leads there.</summary>
    [Required]
    public string Endpoint { get; set; } = "";

    /// <summary>First part of every path, without slashes at its ends.</summary>
    [RegularExpression(@"^[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)*$")]
    public string? Prefix { get; set; }
}

internal sealed class S3AnchorOptions
{
    [Required, RegularExpression("^[a-z0-9-]{1,40}$")]
    public string Name { get; set; } = "s3";

    /// <summary>Name of the HTTPEndpoint resource that leads there.</summary>
    [Required]
    public string Endpoint { get; set; } = "";

    /// <summary>Host and, unless it is the usual one, port of that resource's address: signed with every request.</summary>
    [Required]
    public string Host { get; set; } = "";

    [Required, RegularExpression("^[a-z0-9.-]{3,63}$")]
    public string Bucket { get; set; } = "";

    [Required]
    public string Region { get; set; } = "us-east-1";

    /// <summary>First part of every key, without slashes at its ends.</summary>
    [RegularExpression(@"^[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)*$")]
    public string? Prefix { get; set; }

    /// <summary><c>access key:secret key</c>. Empty (the default) takes the secret <c>audit-anchor-s3</c> from the secret store.</summary>
    public string Credentials { get; set; } = "";
}

internal sealed class WitnessOptions
{
    [Required, RegularExpression("^[a-z0-9-]{1,40}$")]
    public string Name { get; set; } = "witness";

    /// <summary>Name of the HTTPEndpoint resource that leads to its submission prefix.</summary>
    [Required]
    public string Endpoint { get; set; } = "";

    /// <summary>First part of the path, without slashes at its ends.</summary>
    [RegularExpression(@"^[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)*$")]
    public string? Prefix { get; set; }

    /// <summary>Its public key as it publishes it: <c>name+id+base64</c>, for co-signatures (type 4).</summary>
    [Required]
    public string Key { get; set; } = "";
}

[OptionsValidator]
internal sealed partial class AnchorOptionsValidator : IValidateOptions<AnchorOptions>;
