using OpenClaw.Audit.Infrastructure.Anchors;

namespace OpenClaw.Audit.Tests.Anchors;

/// <summary>The examples that Amazon publishes in "Signature Calculations for the Authorization Header" of S3.</summary>
public sealed class AwsSignatureTests
{
    private const string Host = "examplebucket.s3.amazonaws.com";
    private static readonly AwsSignature Signature = new("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "us-east-1");
    private static readonly DateTimeOffset At = new(2013, 5, 24, 0, 0, 0, TimeSpan.Zero);

    public static TheoryData<string, string, string, string, string[], string> Published => new()
    {
        { "GET", "/test.txt", "", "", ["range: bytes=0-9"], "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41" },
        { "PUT", "/test$file.text", "", "Welcome to Amazon S3.", ["date: Fri, 24 May 2013 00:00:00 GMT", "x-amz-storage-class: REDUCED_REDUNDANCY"], "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd" },
        { "GET", "/", "lifecycle=", "", [], "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543" },
        { "GET", "/", "max-keys=2&prefix=J", "", [], "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7" },
    };

    [Theory]
    [MemberData(nameof(Published))]
    public void Signature_IsThatOfThePublishedExample(string method, string path, string query, string payload, string[] more, string expected)
    {
        var hash = AwsSignature.HashOf(System.Text.Encoding.UTF8.GetBytes(payload));
        var headers = more.Select(header => header.Split(": ", 2)).ToDictionary(header => header[0], header => header[1]);
        headers["host"] = Host;
        headers["x-amz-content-sha256"] = hash;
        headers["x-amz-date"] = AwsSignature.TimeOf(At);

        var value = Signature.Authorize(method, AwsSignature.Escape(path), query, headers, hash, At);

        Assert.StartsWith("AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,SignedHeaders=", value, StringComparison.Ordinal);
        Assert.EndsWith($",Signature={expected}", value, StringComparison.Ordinal);
    }
}
