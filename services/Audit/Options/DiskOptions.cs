using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace OpenClaw.Audit.Options;

/// <summary>Disks this service can see; those of a cluster's volumes are watched by deploy/kubernetes/alerts.</summary>
internal sealed class DiskOptions
{
    public const string Section = "Audit:Disks";

    /// <summary>Disks to watch: a name for people, and a folder on the disk. None by default.</summary>
    public IDictionary<string, string> Folders { get; } = new Dictionary<string, string>();

    /// <summary>Pause between looks. Default 1 min: disks fill over hours, and a look costs one call of the system.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "01:00:00")]
    public TimeSpan Interval { get; set; } = TimeSpan.FromMinutes(1);
}

[OptionsValidator]
internal sealed partial class DiskOptionsValidator : IValidateOptions<DiskOptions>;
