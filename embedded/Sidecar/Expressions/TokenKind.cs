namespace OpenClaw.Sidecar.Expressions;

internal enum TokenKind
{
    Word,
    Sign,
    Number,
    Text,
}
