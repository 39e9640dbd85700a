namespace OpenClaw.Sidecar.Grpc.Blocks;

/// <summary>Methods that the original has and this sidecar does not: refused by name, so that nobody looks for a typing error.</summary>
internal sealed class GrpcRefusals : IGrpcBlock
{
    public void Register(GrpcMethods.Registration methods)
    {
        methods.Refuse("the embedded sidecar has no cryptography providers",
            "EncryptAlpha1", "DecryptAlpha1", "SubtleGetKeyAlpha1", "SubtleEncryptAlpha1", "SubtleDecryptAlpha1", "SubtleWrapKeyAlpha1",
            "SubtleUnwrapKeyAlpha1", "SubtleSignAlpha1", "SubtleVerifyAlpha1");
        methods.Refuse("the embedded sidecar has no workflow engine",
            [.. from action in (string[])["Start", "Get", "Purge", "Terminate", "Pause", "Resume", "RaiseEvent"]
                from version in (string[])["Alpha1", "Beta1"]
                select $"{action}Workflow{version}"]);
        methods.Refuse("the embedded sidecar has no conversation components", "ConverseAlpha1", "ConverseAlpha2");
        methods.Refuse("the embedded sidecar does not list reminders", "ListActorReminders", "UnregisterActorRemindersByType");
    }
}
