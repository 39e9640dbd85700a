namespace OpenClaw.Sidecar.Locks;

/// <summary>Numbers of the API's answer.</summary>
internal enum UnlockStatus
{
    Success = 0,
    DoesNotExist = 1,
    BelongsToOthers = 2,
    InternalError = 3,
}
