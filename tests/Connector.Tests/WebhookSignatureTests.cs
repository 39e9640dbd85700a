using System.Security.Cryptography;
using System.Text;
using OpenClaw.Connector.Features.Webhooks;

namespace OpenClaw.Connector.Tests;

public sealed class WebhookSignatureTests
{
    private static readonly byte[] Body = "Hello, World!"u8.ToArray();

    // The vendor's own published example.
    private const string Secret = "It's a Secret to Everybody";
    private const string Published = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";

    [Fact]
    public void Fits_ForTheVendorsPublishedExample_IsTrue() =>
        Assert.True(WebhookSignature.Fits(Published, Body, [Secret]));

    [Theory]
    [InlineData("old", "new")]
    [InlineData("new", "old")]
    public void Fits_WhileASecretIsRotated_TakesEither(string first, string second)
    {
        var signature = Sign("old");

        Assert.True(WebhookSignature.Fits(signature, Body, [first, second]));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("sha256=")]
    [InlineData("sha1=757107ea0eb2509fc211221cce984b8a37570b6d")]
    [InlineData("757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17")]
    [InlineData("sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e1")]
    [InlineData("sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e1700")]
    [InlineData("sha256=zz7107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17")]
    [InlineData("SHA256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17")]
    [InlineData("sha256=857107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17")]
    public void Fits_ForAnythingElse_IsFalse(string? header) =>
        Assert.False(WebhookSignature.Fits(header, Body, [Secret]));

    [Fact]
    public void Fits_WithoutASecret_IsFalse()
    {
        Assert.False(WebhookSignature.Fits("sha256=" + new string('0', 64), Body, []));
        Assert.False(WebhookSignature.Fits(null, Body, []));
    }

    [Fact]
    public void Fits_WhenOneByteOfTheBodyDiffers_IsFalse() =>
        Assert.False(WebhookSignature.Fits(Published, "Hello, World?"u8, [Secret]));

    private static string Sign(string secret) =>
        "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Body));
}
