using System.Security.Cryptography;
using System.Text;
using OpenClaw.Sidecar.Conformance.Support;

namespace OpenClaw.Sidecar.Conformance.State;

/// <summary>Components 1.3: values that only the sidecar can read.</summary>
public sealed class EncryptionTests(Servers servers)
{
    private const int NonceSize = 12;
    private const int TagSize = 16;
    private static readonly string Old = Convert.ToHexString(RandomNumberGenerator.GetBytes(16));
    private static readonly string New = Convert.ToHexString(RandomNumberGenerator.GetBytes(32)).ToLowerInvariant();

    [Theory]
    [InlineData(128)]
    [InlineData(192)]
    [InlineData(256)]
    public async Task Value_IsBase64OfNonceCipherAndTag_TwoBars_AndTheNameOfTheKey(int bits)
    {
        var hex = Convert.ToHexString(RandomNumberGenerator.GetBytes(bits / 8));
        await using var sidecar = await StartAsync(primary: hex);
        using var redis = await servers.RawRedisAsync();
        var key = StateCalls.NewKey();

        await sidecar.SavedAsync("store", key, "\"secret text\"");

        var stored = (await redis.TextAsync("HGET", $"safe||{key}", "data"))!.Split("||");
        Assert.Equal("primary-key", stored[1]);
        Assert.Equal("secret text", Decrypt(stored[0], hex));
        Assert.Equal("secret text", await (await sidecar.ReadAsync("store", key)).Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task SecondaryKey_ReadsWhatTheEarlierPrimaryWrote()
    {
        var key = StateCalls.NewKey();
        using var redis = await servers.RawRedisAsync();
        await redis.CommandAsync("HSET", $"safe||{key}", "data", Encrypt("\"old\"", Old) + "||secondary-key", "version", "1");
        await using var sidecar = await StartAsync(New, Old);

        var before = await sidecar.ValueAsync("store", key);
        await sidecar.SavedAsync("store", key, "\"new\"");

        Assert.Equal("\"old\"", before);
        Assert.EndsWith("||primary-key", await redis.TextAsync("HGET", $"safe||{key}", "data"));
    }

    [Fact]
    public async Task BulkAndTransactions_AreEncryptedAsWell()
    {
        await using var sidecar = await StartAsync(New);
        using var redis = await servers.RawRedisAsync();
        var key = StateCalls.NewKey();

        await (await sidecar.TransactAsync("store", StateCalls.Upsert(key, "7"))).IsEmptyAsync();
        var bulk = await (await sidecar.PostAsync("/v1.0/state/store/bulk", $$"""{"keys":["{{key}}"]}""")).JsonAsync();

        Assert.EndsWith("||primary-key", await redis.TextAsync("HGET", $"safe||{key}", "data"));
        Assert.Equal(7, bulk[0].GetProperty("data").GetInt32());
    }

    [Fact]
    public async Task PlainValue_InAnEncryptedStore_CannotBeRead()
    {
        await using var sidecar = await StartAsync(New);
        using var redis = await servers.RawRedisAsync();
        var key = StateCalls.NewKey();
        await redis.CommandAsync("HSET", $"safe||{key}", "data", "1", "version", "1");

        await (await sidecar.ReadAsync("store", key)).IsErrorAsync(500, "ERR_STATE_GET");
        var bulk = await (await sidecar.PostAsync("/v1.0/state/store/bulk", $$"""{"keys":["{{key}}"]}""")).JsonAsync();
        Assert.NotEmpty(bulk[0].GetProperty("error").GetString()!);
    }

    [Theory]
    [InlineData("{\"b\":[1,true,null],\"a\":\"x\"}", "map[a:x b:[1 true <nil>]]")]
    [InlineData("1234567", "1.234567e+06")]
    [InlineData("123456", "123456")]
    [InlineData("0.00001", "1e-05")]
    [InlineData("-2.5", "-2.5")]
    public async Task Value_OverHttp_IsPrintedBeforeItIsEncrypted(string value, string printed)
    {
        await using var sidecar = await StartAsync(New);
        var key = StateCalls.NewKey();

        await sidecar.SavedAsync("store", key, value);

        Assert.Equal(printed, await (await sidecar.ReadAsync("store", key)).Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Postgres1_KeepsTheCipherTextAsBinary()
    {
        await using var sidecar = await StartAsync(New, null, Yaml.Component("store", "state.postgresql", "v1", "",
            ("connectionString", await servers.PostgresConnectionAsync()), ("tableName", "safe"), ("metadataTableName", "safe_meta")));

        await sidecar.SavedAsync("store", "k", "5");

        Assert.Equal(true, await servers.ScalarAsync("SELECT isbinary FROM safe WHERE key = 'safe||k'"));
        Assert.Equal("5", await sidecar.ValueAsync("store", "k"));
    }

    private async Task<SidecarProcess> StartAsync(string primary, string? secondary = null, string? component = null)
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory("sidecar-conformance-keys-").FullName, "secrets.json");
        await File.WriteAllTextAsync(file, $$"""{"primary-key":"{{primary}}","secondary-key":"{{secondary ?? "00"}}"}""");
        component ??= Yaml.Component("store", "state.redis", ("redisHost", await servers.RedisHostAsync()));
        component += "    - name: primaryEncryptionKey\n      secretKeyRef: {name: primary-key, key: primary-key}\n"
            + (secondary is null ? "" : "    - name: secondaryEncryptionKey\n      secretKeyRef: {name: secondary-key, key: secondary-key}\n")
            + "auth: {secretStore: secrets}\n";
        return await SidecarProcess.StartAsync(Yaml.Join(Yaml.Component("secrets", "secretstores.local.file", ("secretsFile", file)), component), appId: "safe");
    }

    private static string Decrypt(string base64, string hex)
    {
        var bytes = Convert.FromBase64String(base64);
        var plain = new byte[bytes.Length - NonceSize - TagSize];
        using var cipher = new AesGcm(Convert.FromHexString(hex), TagSize);
        cipher.Decrypt(bytes.AsSpan(0, NonceSize), bytes.AsSpan(NonceSize, plain.Length), bytes.AsSpan(NonceSize + plain.Length), plain);
        return Encoding.UTF8.GetString(plain);
    }

    private static string Encrypt(string text, string hex)
    {
        var plain = Encoding.UTF8.GetBytes(text);
        var bytes = new byte[NonceSize + plain.Length + TagSize];
        RandomNumberGenerator.Fill(bytes.AsSpan(0, NonceSize));
        using var cipher = new AesGcm(Convert.FromHexString(hex), TagSize);
        cipher.Encrypt(bytes.AsSpan(0, NonceSize), plain, bytes.AsSpan(NonceSize, plain.Length), bytes.AsSpan(NonceSize + plain.Length));
        return Convert.ToBase64String(bytes);
    }
}
