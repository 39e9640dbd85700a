namespace OpenClaw.ServiceDefaults.Identity;

/// <summary>How far a permission reaches, ascending. It never leaves the caller's tenant.</summary>
public enum Reach
{
    None,

    /// <summary>What is the caller's own.</summary>
    Self,

    /// <summary>The caller's team.</summary>
    Team,

    /// <summary>The caller's organisation and every unit below it.</summary>
    Org,

    /// <summary>The whole tenant.</summary>
    Tenant,
}
