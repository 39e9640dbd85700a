using System.Security.Cryptography;
using System.Text.Json;
using OpenClaw.Opa.Core;
using OpenClaw.Rego.Values;

namespace OpenClaw.Opa.Loading;

/// <summary>
/// Checks <c>.signatures.json</c>: one JWT whose <c>files</c> name every file of the bundle with its digest. The engine's
/// own token functions verify it, so that keys and algorithms are those that policies can use.
/// </summary>
internal static class BundleSignatures
{
    private const string FileName = ".signatures.json";

    public static void Verify(Bundle bundle, RegoValue? signing, RegoValue? keys)
    {
        var signatures = bundle.Files.FirstOrDefault(file => file.Path == FileName);
        if (signing is null)
        {
            if (signatures is not null)
            {
                throw new BundleException("verification key not provided: the bundle is signed and has no signing configuration");
            }

            return;
        }

        if (signatures is null)
        {
            throw new BundleException("bundle missing .signatures.json file");
        }

        var token = SourceText.Parse(signatures.Content, FileName).At("signatures").Items().FirstOrDefault().AsText()
            ?? throw new BundleException(".signatures.json: missing JWT");
        var payload = Payload(token, signing, keys);
        if (signing.At("scope").AsText() is { } scope && payload.At("scope").AsText() != scope)
        {
            throw new BundleException("scope mismatch");
        }

        Compare(bundle, payload, [.. signing.At("exclude_files").Items().Select(file => file.AsText() ?? "")]);
    }

    private static RegoValue Payload(string token, RegoValue signing, RegoValue? keys)
    {
        var id = signing.At("keyid").AsText() ?? Header(token).At("kid").AsText() ?? throw new BundleException("verification key id is unknown");
        var key = keys.At(id) ?? throw new BundleException($"verification key with ID {id} not found");
        var secret = key.At("key").AsText() ?? "";
        secret = File.Exists(secret) ? File.ReadAllText(secret) : secret;
        var algorithm = key.At("algorithm").AsText() ?? "RS256";
        var name = algorithm.StartsWith("HS", StringComparison.Ordinal) ? "secret" : "cert";
        var input = Json.Object(("token", Json.Text(token)), ("constraints", Json.Object((name, Json.Text(secret)), ("alg", Json.Text(algorithm)))));
        var state = new PolicyStore(new Rego.RegoCompileOptions()).Current;
        var rows = PolicyState.Run(state.Prepare("io.jwt.decode_verify(input.token, input.constraints, x)").Plan, input, CancellationToken.None);
        return rows is [var row, ..] && row[0].Items().ToList() is [BooleanValue { Value: true }, _, var payload]
            ? payload
            : throw new BundleException("bundle signature is not valid");
    }

    private static RegoValue Header(string token)
    {
        try
        {
            return JsonValues.Read(System.Buffers.Text.Base64Url.DecodeFromChars(token.AsSpan(0, Math.Max(0, token.IndexOf('.', StringComparison.Ordinal)))));
        }
        catch (Exception error) when (error is FormatException or JsonException)
        {
            throw new BundleException("bundle signature is not a JWT: " + error.Message);
        }
    }

    private static void Compare(Bundle bundle, RegoValue payload, string[] excluded)
    {
        var expected = payload.At("files").Items().ToDictionary(file => (file.At("name").AsText() ?? "").TrimStart('/'), StringComparer.Ordinal);
        foreach (var file in bundle.Files.Where(file => file.Path != FileName && !excluded.Contains(file.Path)))
        {
            if (!expected.Remove(file.Path, out var entry))
            {
                throw new BundleException($"file {file.Path} not included in bundle signature");
            }

            if (!string.Equals(Digest(file, entry.At("algorithm").AsText() ?? "SHA-256"), entry.At("hash").AsText(), StringComparison.OrdinalIgnoreCase))
            {
                throw new BundleException($"{file.Path}: digest mismatch");
            }
        }

        if (expected.Count > 0)
        {
            throw new BundleException($"file(s) {string.Join(", ", expected.Keys)} specified in bundle signatures but not found in the target bundle");
        }
    }

    /// <summary>Compact JSON with sorted keys, without the escapes that answers carry for HTML.</summary>
    private static byte[] Canonical(RegoValue value)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = JsonValues.MaxDepth }))
        {
            JsonValues.Write(writer, value);
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Structured files are hashed in a canonical form with sorted keys, all others as they are.</summary>
    private static string Digest(BundleFile file, string algorithm)
    {
        var structured = Path.GetExtension(file.Path) is ".json" or ".yaml" or ".yml" || file.Path == ".manifest";
        var content = structured ? Canonical(SourceText.Parse(file.Content, file.Path)) : file.Content;
        return Convert.ToHexString(algorithm switch
        {
            "SHA-256" => SHA256.HashData(content),
            "SHA-384" => SHA384.HashData(content),
            "SHA-512" => SHA512.HashData(content),
            _ => throw new BundleException($"digest {algorithm} is not supported"),
        });
    }
}
