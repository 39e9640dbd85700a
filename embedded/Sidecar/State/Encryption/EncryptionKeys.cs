using System.Text;
using OpenClaw.Sidecar.Resources;

namespace OpenClaw.Sidecar.State.Encryption;

/// <summary>The primary key writes, both read.</summary>
internal sealed record EncryptionKeys(string Component, EncryptionKey Primary, EncryptionKey? Secondary) : IDisposable
{
    private const string PrimaryName = "primaryEncryptionKey";
    private const string SecondaryName = "secondaryEncryptionKey";

    /// <summary>Null when the component asks for none.</summary>
    public static EncryptionKeys? From(ComponentResource component, ComponentMetadata metadata)
    {
        var primary = Key(component, metadata, PrimaryName);
        var secondary = Key(component, metadata, SecondaryName);
        return primary is not null ? new EncryptionKeys(component.Name, primary, secondary)
            : secondary is null ? null : throw new ResourceException($"component {component.Name}: {SecondaryName} is given without {PrimaryName}");
    }

    public byte[] Encrypt(ReadOnlySpan<byte> value) => Primary.Encrypt(value);

    public byte[] Decrypt(ReadOnlySpan<byte> value)
    {
        var text = Encoding.UTF8.GetString(value);
        var bars = text.LastIndexOf(StateComponent.Separator, StringComparison.Ordinal);
        var name = bars < 0 ? "" : text[(bars + StateComponent.Separator.Length)..];
        if (name.Length == 0)
        {
            throw new StateStoreException($"could not decrypt data for state store {Component}: encryption key name not found on record");
        }
        var key = name == Primary.Name ? Primary : name == Secondary?.Name ? Secondary
            : throw new StateStoreException($"could not decrypt data for state store {Component}: the key {name} of the record is not configured");
        return key.Decrypt(text[..bars]);
    }

    public void Dispose()
    {
        Primary.Dispose();
        Secondary?.Dispose();
    }

    private static EncryptionKey? Key(ComponentResource component, ComponentMetadata metadata, string setting)
    {
        var entry = component.Values.FirstOrDefault(value => value.Name.Equals(setting, StringComparison.OrdinalIgnoreCase));
        if (entry is null)
        {
            return null;
        }
        // The name of the secret goes into every record; a key without one could never be found again.
        return entry.SecretName is { Length: > 0 } secret && metadata.Text(setting) is { } hex
            ? new EncryptionKey(component.Name, secret, hex)
            : throw new ResourceException($"component {component.Name}: {setting} must be a secretKeyRef of an existing secret");
    }
}
