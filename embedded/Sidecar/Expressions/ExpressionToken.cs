namespace OpenClaw.Sidecar.Expressions;

/// <param name="Text">A word's or sign's own letters.</param>
/// <param name="Value">A literal's value.</param>
internal readonly record struct ExpressionToken(TokenKind Kind, string Text, object? Value)
{
    public bool Is(string sign) => Kind is TokenKind.Sign or TokenKind.Word && Text == sign;
}
