using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using OpenClaw.ServiceDefaults.Policy;

namespace OpenClaw.Testing;

/// <summary>Signs bundles as the policy service does, with a key made for one test run.</summary>
internal sealed class TestPolicies : IDisposable
{
    private readonly PolicySigningKey _key;

    public TestPolicies()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        PrivateKey = key.ExportPkcs8PrivateKeyPem();
        PublicKey = key.ExportSubjectPublicKeyInfoPem();
        _key = new PolicySigningKey(PrivateKey);
    }

    public string PrivateKey { get; }

    public string PublicKey { get; }

    /// <summary>The time the policy service says it is.</summary>
    public TimeProvider Clock { get; set; } = TimeProvider.System;

    public string Catalogue(long sequence, params (string Tenant, PolicyBundle Bundle)[] bundles) =>
        new PolicyCatalogue(sequence, "sha256:whole", bundles.ToDictionary(bundle => bundle.Tenant, bundle => bundle.Bundle.Version), Clock.GetUtcNow()).Seal(_key);

    public byte[] Pack(string tenant, PolicyBundle bundle) => BundleArchive.Pack(bundle, tenant, _key);

    /// <summary>Serves these as the policy service does.</summary>
    public void Serve(RecordingSidecar sidecar, long sequence, params (string Tenant, PolicyBundle Bundle)[] bundles)
    {
        sidecar.Bundle = context =>
        {
            var wanted = context.Request.Query["tenant"].ToString();
            var found = bundles.FirstOrDefault(bundle => bundle.Tenant == wanted && bundle.Bundle.Version == context.Request.Query["version"]).Bundle;
            return found is null ? Results.NotFound() : Results.Bytes(Pack(wanted, found));
        };
        sidecar.Catalogue = _ => Results.Text(Catalogue(sequence, bundles));
    }

    public void Dispose() => _key.Dispose();
}
