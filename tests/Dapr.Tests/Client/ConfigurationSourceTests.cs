using Dapr;
using Dapr.Extensions.Configuration;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Primitives;
using OpenClaw.Testing;

namespace OpenClaw.Dapr.Tests.Client;

public sealed class ConfigurationSourceTests : ClientTest
{
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(5);

    [Fact]
    public void AllSecrets_BecomeKeysWithColons()
    {
        On("/v1.0/secrets/store/bulk", """{"one":{"Section__Name":"a"},"two":{"plain":"b"}}""");

        using var configuration = Built(builder => builder.AddDaprSecretStore("store", Client));

        Assert.Equal("a", configuration["Section:Name"]);
        Assert.Equal("b", configuration["plain"]);
    }

    [Fact]
    public void NamedSecrets_KeepTheirNameAndMayBeMissing()
    {
        On("/v1.0/secrets/store/inner", """{"inner":"a"}""");
        DaprSecretDescriptor[] descriptors = [new("Outer", secretKey: "inner"), new("absent", isRequired: false)];

        using var configuration = Built(builder => builder.AddDaprSecretStore("store", descriptors, Client));

        Assert.Equal("a", configuration["Outer"]);
        Assert.Null(configuration["absent"]);
    }

    [Fact]
    public void RequiredSecretThatIsMissing_StopsTheStart()
    {
        On("/nothing", "");

        Assert.Throws<DaprException>(() => Built(builder => builder.AddDaprSecretStore("store", [new DaprSecretDescriptor("absent")], Client)));
    }

    [Fact]
    public void SameKeyTwice_StopsTheStart()
    {
        On("/v1.0/secrets/store/bulk", """{"one":{"name":"a"},"two":{"name":"b"}}""");

        Assert.Throws<InvalidOperationException>(() => Built(builder => builder.AddDaprSecretStore("store", Client)));
    }

    [Fact]
    public void OtherDelimiters_AreReplacedInstead()
    {
        On("/v1.0/secrets/store/bulk", """{"one":{"a-b__c":"1"}}""");

        using var configuration = Built(builder => builder.AddDaprSecretStore("store", Client, keyDelimiters: ["-"]));

        Assert.Equal("1", configuration["a:b__c"]);
    }

    [Fact]
    public async Task OptionalStore_IsReadAsSoonAsItIsThere()
    {
        Server.Answers(500, """{"errorCode":"ERR_OUTBOUND_HEALTH_NOT_READY","message":"not ready"}""");
        using var configuration = Built(builder => builder.AddDaprSecretStore("store", Client, TimeSpan.FromMilliseconds(100), optional: true));
        Assert.Null(configuration["late"]);

        On("/v1.0/secrets/store/bulk", """{"one":{"late":"yes"}}""");

        await Eventually.True(() => configuration["late"] == "yes", TimeSpan.FromSeconds(15), "the secrets are read");
    }

    [Fact]
    public void ConfigurationStore_IsReadOnce()
    {
        On("/v1.0/configuration/store?key=a", """{"a":{"value":"1"}}""");

        using var configuration = Built(builder => builder.AddDaprConfigurationStore("store", ["a"], Client, Wait));

        Assert.Equal("1", configuration["a"]);
    }

    [Fact]
    public async Task StreamingConfigurationStore_ReloadsOnChange()
    {
        On("/v1.0/configuration/store?key=a", """{"a":{"value":"1","version":"1"}}""");
        using var configuration = Built(builder => builder.AddStreamingDaprConfigurationStore("store", ["a"], Client, Wait));
        Assert.Equal("1", configuration["a"]);
        var reloads = 0;
        using var registration = ChangeToken.OnChange(configuration.GetReloadToken, () => reloads++);
        // The first poll of the subscription takes stock; only what differs from it is a change.
        var asked = Server.Requests.Count;
        await Eventually.True(() => Server.Requests.Count > asked, TimeSpan.FromSeconds(15), "the subscription asks");

        On("/v1.0/configuration/store?key=a", """{"a":{"value":"2","version":"2"}}""");

        await Eventually.True(() => configuration["a"] == "2", TimeSpan.FromSeconds(15), "the change arrives");
        Assert.True(reloads > 0);
    }

    private static ConfigurationRoot Built(Action<ConfigurationBuilder> add)
    {
        var builder = new ConfigurationBuilder();
        add(builder);
        return (ConfigurationRoot)builder.Build();
    }

    /// <summary>Healthy, and one path with an answer; everything else is a failure of the store.</summary>
    private void On(string target, string body) => Server.Answer = context =>
    {
        var asked = context.Request.Path + context.Request.QueryString;
        context.Response.StatusCode = asked == "/v1.0/healthz/outbound" ? 204 : asked == target ? 200 : 500;
        return context.Response.StatusCode == 204 ? Task.CompletedTask
            : context.Response.WriteAsync(asked == target ? body : """{"errorCode":"ERR_SECRET_GET","message":"not found"}""");
    };
}
