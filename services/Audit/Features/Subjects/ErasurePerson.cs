using System.Text;
using System.Text.Json;
using OpenClaw.Contracts;

namespace OpenClaw.Audit.Features.Subjects;

/// <summary>What an erasure must know until every service has answered, and nobody may know afterwards.</summary>
internal sealed record ErasurePerson(string UserId, string Actor, string Reason, string RequestId)
{
    public byte[] Seal(DerivedKeys keys, Guid erasure) =>
        SubjectCipher.Encrypt(keys.Wrap, JsonSerializer.SerializeToUtf8Bytes(this, ContractsJson.Options), erasure.ToByteArray());

    public static ErasurePerson? Open(DerivedKeys keys, Erasure erasure) =>
        erasure.Person is { } text && SubjectCipher.Decrypt(keys.Wrap, text, erasure.Id.ToByteArray()) is { } plain
            ? JsonSerializer.Deserialize<ErasurePerson>(Encoding.UTF8.GetString(plain), ContractsJson.Options)
            : null;
}
