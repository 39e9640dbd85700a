using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace OpenClaw.ServiceDefaults.Policy;

/// <summary>
/// The last good bundles on disk, for a restart while the policy service is away. They are verified again when they are read,
/// and their age goes on: the signed catalogue says when it was true. Replicas may share the folder.
/// </summary>
internal sealed class PolicyKeep(IOptions<PolicyOptions> options, PolicyTrustKeys keys, TimeProvider time, ILogger<PolicyKeep> logger)
{
    private const string CatalogueName = "catalogue.jws";

    /// <summary>Files no catalogue names go after this: another replica may be about to read them.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(10);

    private string Folder => options.Value.Folder;

    /// <summary>Bundles first, so that what the catalogue names is there.</summary>
    public async Task SaveAsync(SealedCatalogue catalogue, IEnumerable<SealedBundle> bundles, CancellationToken cancellationToken)
    {
        if (Folder.Length == 0)
        {
            return;
        }

        try
        {
            Directory.CreateDirectory(Folder);
            var isChange = false;
            foreach (var bundle in bundles)
            {
                isChange = true;
                await WriteAsync(FileOf(bundle.Bundle.Version), bundle.Packed, cancellationToken);
            }

            await WriteAsync(CatalogueName, System.Text.Encoding.ASCII.GetBytes(catalogue.Token), cancellationToken);
            if (isChange)
            {
                Sweep(catalogue.Catalogue);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            logger.NotKept(Folder, exception.Message);
        }
    }

    /// <summary>What was kept, as a source; null when there is nothing that can be trusted.</summary>
    /// <exception cref="PolicySourceException">The keys cannot be read, so nothing can be verified yet.</exception>
    public async Task<(SealedCatalogue Catalogue, IPolicySource Source)?> ReadAsync(CancellationToken cancellationToken)
    {
        var path = Path.Combine(Folder, CatalogueName);
        if (Folder.Length == 0 || !File.Exists(path))
        {
            return null;
        }

        try
        {
            var source = new KeptSource(Folder, keys);
            return (await source.CatalogueAsync(cancellationToken), source);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or PolicySealException)
        {
            logger.KeptRefused(Folder, exception.Message);
            return null;
        }
    }

    private static string FileOf(string version) => version.Replace(':', '-') + ".tar.gz";

    /// <summary>Never half written: a process may end at any moment, and another may read.</summary>
    private async Task WriteAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        var next = Path.Combine(Folder, $"{name}.{Environment.ProcessId}.new");
        await File.WriteAllBytesAsync(next, content, cancellationToken);
        File.Move(next, Path.Combine(Folder, name), overwrite: true);
    }

    private void Sweep(PolicyCatalogue catalogue)
    {
        var named = catalogue.Tenants.Values.Select(FileOf).Append(CatalogueName).ToHashSet();
        foreach (var file in new DirectoryInfo(Folder).EnumerateFiles().Where(file => !named.Contains(file.Name) && time.GetUtcNow() - file.LastWriteTimeUtc > Grace))
        {
            file.Delete();
        }
    }

    private sealed class KeptSource(string folder, PolicyTrustKeys keys) : IPolicySource
    {
        public async Task<SealedCatalogue> CatalogueAsync(CancellationToken cancellationToken)
        {
            var token = await File.ReadAllTextAsync(Path.Combine(folder, CatalogueName), cancellationToken);
            return new SealedCatalogue(await keys.CheckAsync(trust => PolicyCatalogue.Open(token, trust), cancellationToken), token);
        }

        public async Task<SealedBundle> BundleAsync(string tenantId, string version, CancellationToken cancellationToken)
        {
            try
            {
                var packed = await File.ReadAllBytesAsync(Path.Combine(folder, FileOf(version)), cancellationToken);
                var bundle = await keys.CheckAsync(trust => BundleArchive.Open(packed, tenantId, trust), cancellationToken);
                return bundle.Version == version ? new SealedBundle(bundle, packed) : throw new PolicySealException($"it is {bundle.Version}");
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                throw new PolicySourceException($"The kept bundle {version} cannot be read: {exception.Message}", exception);
            }
        }
    }
}
