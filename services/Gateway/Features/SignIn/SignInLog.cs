namespace OpenClaw.Gateway.Features.SignIn;

internal static partial class SignInLog
{
    [LoggerMessage(EventId = 1001, Level = LogLevel.Information, Message = "{UserId} of {TenantId} signed in")]
    public static partial void SignedIn(this ILogger logger, string tenantId, string userId);

    [LoggerMessage(EventId = 1002, Level = LogLevel.Warning, Message = "A sign-in was refused: {Reason}")]
    public static partial void SignInRefused(this ILogger logger, string reason);

    [LoggerMessage(EventId = 1003, Level = LogLevel.Information, Message = "{UserId} of {TenantId} signed out")]
    public static partial void SignedOut(this ILogger logger, string tenantId, string userId);

    [LoggerMessage(EventId = 1004, Level = LogLevel.Warning, Message = "A token was refused on {Path}: {Fault}")]
    public static partial void BearerRefused(this ILogger logger, string path, string fault);
}
