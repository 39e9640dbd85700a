using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using OpenClaw.Rego.Builtins.Crypto;

namespace OpenClaw.Transparency;

/// <summary>
/// A public key of C2SP signed-note, written <c>name+keyid+base64(type || key)</c>: type 1 signs notes with Ed25519, type 4
/// co-signs checkpoints with a time (C2SP tlog-cosignature).
/// </summary>
public sealed record NoteKey
{
    private const byte Ed25519Type = 1;
    private const byte CosignatureType = 4;
    private readonly byte _type;
    private readonly byte[] _publicKey;

    private NoteKey(string name, byte type, byte[] publicKey)
    {
        (Name, _type, _publicKey) = (name, type, publicKey);
        var id = SHA256.HashData([.. Encoding.UTF8.GetBytes(name), (byte)'\n', type, .. publicKey]);
        Id = BinaryPrimitives.ReadUInt32BigEndian(id);
    }

    /// <summary>Who signs; for a log its origin.</summary>
    public string Name { get; }

    /// <summary>First four bytes of the hash over name, type and key.</summary>
    public uint Id { get; }

    /// <summary>Whether it is a witness's key, which co-signs checkpoints with a time.</summary>
    public bool IsWitness => _type == CosignatureType;

    /// <summary>A log's key from the 32 bytes of an Ed25519 public key.</summary>
    /// <exception cref="ArgumentException">The name holds a blank or '+', or the key is not 32 bytes long.</exception>
    public static NoteKey Create(string name, byte[] publicKey) =>
        IsName(name) && publicKey.Length == 32
            ? new NoteKey(name, Ed25519Type, publicKey)
            : throw new ArgumentException("A key needs a name without blanks or '+' and 32 bytes.", nameof(name));

    /// <summary>Reads a key; null when it is none, of another type, or its id is not its own.</summary>
    public static NoteKey? Parse(string text)
    {
        var parts = text.Trim().Split('+', 3);
        var bytes = new byte[33];
        if (parts.Length != 3 || !IsName(parts[0])
            || !uint.TryParse(parts[1], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var id) || parts[1].Length != 8
            || !Convert.TryFromBase64String(parts[2], bytes, out var length) || length != bytes.Length
            || bytes[0] is not (Ed25519Type or CosignatureType))
        {
            return null;
        }

        var key = new NoteKey(parts[0], bytes[0], bytes[1..]);
        return key.Id == id ? key : null;
    }

    /// <summary>The key as text.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Name}+{Id:x8}+{Convert.ToBase64String([_type, .. _publicKey])}");

    /// <summary>Whether the signature is this key's and right for the text.</summary>
    public bool Verify(string text, NoteSignature signature)
    {
        if (signature.Name != Name || signature.KeyId != Id)
        {
            return false;
        }

        if (_type == Ed25519Type)
        {
            return Ed25519.Verify(_publicKey, Encoding.UTF8.GetBytes(text), signature.Signature);
        }

        // A co-signature is eight bytes of Unix time and a signature over a header, that time and the note.
        if (signature.Signature.Length != 72)
        {
            return false;
        }

        var time = BinaryPrimitives.ReadUInt64BigEndian(signature.Signature);
        var message = string.Create(CultureInfo.InvariantCulture, $"cosignature/v1\ntime {time}\n{text}");
        return Ed25519.Verify(_publicKey, Encoding.UTF8.GetBytes(message), signature.Signature[8..]);
    }

    private static bool IsName(string name) => name.Length > 0 && !name.Any(letter => letter == '+' || char.IsWhiteSpace(letter) || char.IsControl(letter));
}
