using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using OpenClaw.Sidecar.Conformance.Support;

namespace OpenClaw.Sidecar.Conformance.State;

/// <summary>Components 1.3: values that only the sidecar can read.</summary>
public sealed class EncryptionTests(EncryptionTests.Fixture fixture) : IClassFixture<EncryptionTests.Fixture>
{
    private const int NonceSize = 12;
    private const int TagSize = 16;

    /// <summary>One store per length of key, one with both keys, one over JSON columns.</summary>
    public sealed class Fixture(Servers servers) : SidecarFixture
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("sidecar-conformance-keys-");

        public Servers Servers { get; } = servers;

        public Dictionary<string, string> Keys { get; } = new[] { 128, 192, 256 }.ToDictionary(bits => $"key-{bits}", bits => Convert.ToHexString(RandomNumberGenerator.GetBytes(bits / 8)));

        protected override async Task<SidecarSettings> SettingsAsync()
        {
            var file = Path.Combine(_folder.FullName, "secrets.json");
            await File.WriteAllTextAsync(file, JsonSerializer.Serialize(Keys));
            var host = await Servers.RedisHostAsync();
            return new SidecarSettings
            {
                AppId = "safe",
                Resources = Yaml.Join(
                [
                    Yaml.Component("secrets", "secretstores.local.file", ("secretsFile", file)),
                    .. Keys.Keys.Select(key => Encrypted(Yaml.Component("store-" + key, "state.redis", ("redisHost", host)), key)),
                    Encrypted(Yaml.Component("rotated", "state.redis", ("redisHost", host)), "key-256", "key-128"),
                    Encrypted(Yaml.Component("columns", "state.postgresql", "v1", "",
                        ("connectionString", await Servers.PostgresConnectionAsync()), ("tableName", "safe"), ("metadataTableName", "safe_meta")), "key-256"),
                ]),
            };
        }

        public override async ValueTask DisposeAsync()
        {
            await base.DisposeAsync();
            _folder.Delete(recursive: true);
        }

        private static string Encrypted(string component, string primary, string? secondary = null) => component
            + $"    - name: primaryEncryptionKey\n      secretKeyRef: {{name: {primary}, key: {primary}}}\n"
            + (secondary is null ? "" : $"    - name: secondaryEncryptionKey\n      secretKeyRef: {{name: {secondary}, key: {secondary}}}\n")
            + "auth: {secretStore: secrets}\n";
    }

    [Theory]
    [InlineData(128)]
    [InlineData(192)]
    [InlineData(256)]
    public async Task Value_IsBase64OfNonceCipherAndTag_TwoBars_AndTheNameOfTheKey(int bits)
    {
        var sidecar = await fixture.SidecarAsync();
        var name = $"key-{bits}";
        using var redis = await fixture.Servers.RawRedisAsync();
        var key = StateCalls.NewKey();

        await sidecar.SavedAsync("store-" + name, key, "\"secret text\"");

        var stored = (await redis.TextAsync("HGET", $"safe||{key}", "data"))!.Split("||");
        Assert.Equal(name, stored[1]);
        Assert.Equal("secret text", Decrypt(stored[0], fixture.Keys[name]));
        Assert.Equal("secret text", await (await sidecar.ReadAsync("store-" + name, key)).Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task SecondaryKey_ReadsWhatTheEarlierPrimaryWrote()
    {
        var key = StateCalls.NewKey();
        using var redis = await fixture.Servers.RawRedisAsync();
        await redis.CommandAsync("HSET", $"safe||{key}", "data", Encrypt("\"old\"", fixture.Keys["key-128"]) + "||key-128", "version", "1");
        var sidecar = await fixture.SidecarAsync();

        var before = await sidecar.ValueAsync("rotated", key);
        await sidecar.SavedAsync("rotated", key, "\"new\"");

        Assert.Equal("\"old\"", before);
        Assert.EndsWith("||key-256", await redis.TextAsync("HGET", $"safe||{key}", "data"));
    }

    [Fact]
    public async Task BulkAndTransactions_AreEncryptedAsWell()
    {
        var sidecar = await fixture.SidecarAsync();
        using var redis = await fixture.Servers.RawRedisAsync();
        var key = StateCalls.NewKey();

        await (await sidecar.TransactAsync("store-key-256", StateCalls.Upsert(key, "7"))).IsEmptyAsync();
        var bulk = await (await sidecar.PostAsync("/v1.0/state/store-key-256/bulk", $$"""{"keys":["{{key}}"]}""")).JsonAsync();

        Assert.EndsWith("||key-256", await redis.TextAsync("HGET", $"safe||{key}", "data"));
        Assert.Equal(7, bulk[0].GetProperty("data").GetInt32());
    }

    [Fact]
    public async Task PlainValue_InAnEncryptedStore_CannotBeRead()
    {
        var sidecar = await fixture.SidecarAsync();
        using var redis = await fixture.Servers.RawRedisAsync();
        var key = StateCalls.NewKey();
        await redis.CommandAsync("HSET", $"safe||{key}", "data", "1", "version", "1");

        await (await sidecar.ReadAsync("store-key-256", key)).IsErrorAsync(500, "ERR_STATE_GET");
        var bulk = await (await sidecar.PostAsync("/v1.0/state/store-key-256/bulk", $$"""{"keys":["{{key}}"]}""")).JsonAsync();
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
        var sidecar = await fixture.SidecarAsync();
        var key = StateCalls.NewKey();

        await sidecar.SavedAsync("store-key-256", key, value);

        Assert.Equal(printed, await (await sidecar.ReadAsync("store-key-256", key)).Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Postgres1_KeepsTheCipherTextAsBinary()
    {
        var sidecar = await fixture.SidecarAsync();

        await sidecar.SavedAsync("columns", "k", "5");

        Assert.Equal(true, await fixture.Servers.ScalarAsync("SELECT isbinary FROM safe WHERE key = 'safe||k'"));
        Assert.Equal("5", await sidecar.ValueAsync("columns", "k"));
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
