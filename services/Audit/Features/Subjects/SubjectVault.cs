using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using OpenClaw.Audit.Features.Ingest;
using OpenClaw.Audit.Options;
using OpenClaw.ServiceDefaults.Identity.Tokens;

namespace OpenClaw.Audit.Features.Subjects;

/// <summary>
/// Persons and their keys, unwrapped, in memory up to a bound. The write path asks for the same few hundred people all day,
/// so it meets the database once per person and process.
/// </summary>
internal sealed class SubjectVault(ISubjectStore store, MasterKey master, IOptions<SubjectOptions> options)
{
    private readonly ConcurrentDictionary<PersonId, Subject> _byPerson = new();
    private readonly ConcurrentDictionary<(string TenantId, string Pseudonym), Subject> _byPseudonym = new();

    /// <summary>The subjects of these persons; those nobody wrote about before get their key now.</summary>
    public async ValueTask<Func<PersonId, Subject>> ResolveAsync(IReadOnlyCollection<PersonId> persons, CancellationToken cancellationToken)
    {
        var missing = persons.Where(person => !_byPerson.ContainsKey(person)).ToHashSet();
        if (missing.Count == 0)
        {
            var known = persons.ToDictionary(person => person, person => _byPerson.TryGetValue(person, out var subject) ? subject : null);
            if (!known.ContainsValue(null))
            {
                return person => known[person]!;
            }

            missing = [.. known.Where(pair => pair.Value is null).Select(pair => pair.Key)];
        }

        var keys = await KeysAsync(cancellationToken);
        var added = (await store.AddAsync([.. missing.Select(person => Create(keys, person))], cancellationToken))
            .Select(stored => Open(keys, stored)).OfType<Subject>().ToDictionary(subject => subject.Person);
        return person => added.TryGetValue(person, out var subject) || _byPerson.TryGetValue(person, out subject)
            ? subject
            : throw new AuditStoreUnavailableException("The key of a person cannot be opened; is the master key the one it was made with?");
    }

    /// <summary>How the log calls a person; null when it does not know them.</summary>
    public async ValueTask<string?> PseudonymOfAsync(PersonId person, CancellationToken cancellationToken)
    {
        if (_byPerson.TryGetValue(person, out var known))
        {
            return known.Pseudonym;
        }

        var keys = await KeysAsync(cancellationToken);
        return await store.FindAsync(person.TenantId, keys.LookupOf(person), cancellationToken) is { } stored ? Open(keys, stored)?.Pseudonym : null;
    }

    /// <summary>Whom pseudonyms stand for; erased ones are missing.</summary>
    public async ValueTask<IReadOnlyDictionary<string, Subject>> FindAsync(
        string tenantId, IReadOnlyCollection<string> pseudonyms, CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, Subject>(StringComparer.Ordinal);
        var missing = new List<string>();
        foreach (var pseudonym in pseudonyms)
        {
            if (_byPseudonym.TryGetValue((tenantId, pseudonym), out var known))
            {
                found[pseudonym] = known;
            }
            else
            {
                missing.Add(pseudonym);
            }
        }

        if (missing.Count > 0)
        {
            var keys = await KeysAsync(cancellationToken);
            foreach (var subject in (await store.FindAsync(tenantId, missing, cancellationToken)).Select(stored => Open(keys, stored)).OfType<Subject>())
            {
                found[subject.Pseudonym] = subject;
            }
        }

        return found;
    }

    /// <summary>Forgets a key that was destroyed.</summary>
    public void Forget(string tenantId, string pseudonym)
    {
        if (_byPseudonym.TryRemove((tenantId, pseudonym), out var subject))
        {
            _byPerson.TryRemove(subject.Person, out _);
        }
    }

    private async ValueTask<DerivedKeys> KeysAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await master.ReadAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is SecretUnavailableException or FormatException)
        {
            // Without it nothing personal may be written, and nothing be read.
            throw new AuditStoreUnavailableException($"The master key is not available: {exception.Message}", exception);
        }
    }

    private static StoredSubject Create(DerivedKeys keys, PersonId person)
    {
        var (pseudonym, key) = (Pseudonyms.New(), SubjectCipher.NewKey());
        var place = Place(person.TenantId, pseudonym);
        return new StoredSubject(
            person.TenantId,
            pseudonym,
            keys.LookupOf(person),
            SubjectCipher.Encrypt(keys.Wrap, key, place),
            SubjectCipher.Encrypt(key, Encoding.UTF8.GetBytes(person.UserId), place));
    }

    /// <summary>Null when the row was made under another master key or was tampered with.</summary>
    private Subject? Open(DerivedKeys keys, StoredSubject stored)
    {
        var place = Place(stored.TenantId, stored.Pseudonym);
        if (SubjectCipher.Decrypt(keys.Wrap, stored.WrappedKey, place) is not { Length: SubjectCipher.KeyLength } key
            || SubjectCipher.Decrypt(key, stored.SealedName, place) is not { } name)
        {
            return null;
        }

        var person = new PersonId(stored.TenantId, Encoding.UTF8.GetString(name));
        if (!CryptographicOperations.FixedTimeEquals(keys.LookupOf(person), stored.Lookup))
        {
            return null;
        }

        return Keep(new Subject(person, stored.Pseudonym, key));
    }

    private Subject Keep(Subject subject)
    {
        // Whoever is needed comes back with the next entry; who left the company does not.
        if (_byPerson.Count >= options.Value.MaxCached)
        {
            _byPerson.Clear();
            _byPseudonym.Clear();
        }

        _byPseudonym[(subject.Person.TenantId, subject.Pseudonym)] = subject;
        _byPerson[subject.Person] = subject;
        return subject;
    }

    private static byte[] Place(string tenantId, string pseudonym) => Encoding.UTF8.GetBytes($"{tenantId}\n{pseudonym}");
}
