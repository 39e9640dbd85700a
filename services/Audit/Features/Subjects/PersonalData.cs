using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using OpenClaw.Audit.Features.Ingest;
using OpenClaw.Audit.Features.Query;
using OpenClaw.Audit.Options;
using OpenClaw.Contracts;

namespace OpenClaw.Audit.Features.Subjects;

/// <summary>
/// Takes persons out of entries before they are stored and puts them back for readers. Ids become pseudonyms, so that
/// questions by user still work; personal text becomes ciphertext under the key of the person acted for, bound to its entry.
/// </summary>
internal sealed class PersonalData(SubjectVault vault, IOptions<SubjectOptions> options)
{
    public const string Erased = "[erased]";
    private const string Prefix = "~1:";
    private readonly DetailNames _names = new(options.Value.IdentityFields, options.Value.PersonalFields);

    /// <exception cref="AuditStoreUnavailableException">Keys cannot be read or made now.</exception>
    public async ValueTask<IReadOnlyList<StorableEntry>> HideAsync(IReadOnlyList<StorableEntry> entries, CancellationToken cancellationToken)
    {
        var persons = new HashSet<PersonId>();
        var hasPersonalDetail = new bool[entries.Count];
        for (var index = 0; index < entries.Count; index++)
        {
            hasPersonalDetail[index] = Collect(entries[index].Entry, persons);
        }

        var subjectOf = await vault.ResolveAsync(persons, cancellationToken);
        return [.. entries.Select((entry, index) => Hide(entry, hasPersonalDetail[index], subjectOf))];
    }

    /// <summary>The scope of a question with the names under which the log knows the people in it.</summary>
    public async ValueTask<AuditScope> NameAsync(AuditScope scope, AuditFilter filter, CancellationToken cancellationToken)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        string?[] people = [scope.UserId, filter.UserId, filter.Actor];
        foreach (var userId in people.OfType<string>().Where(Pseudonyms.IsPerson).Distinct())
        {
            if (await vault.PseudonymOfAsync(new PersonId(scope.TenantId, userId), cancellationToken) is { } pseudonym)
            {
                names[userId] = pseudonym;
            }
        }

        return scope with { Pseudonyms = names };
    }

    public async ValueTask<IReadOnlyList<AuditEntry>> RevealAsync(string tenantId, IReadOnlyList<AuditEntry> entries, CancellationToken cancellationToken)
    {
        var pseudonyms = new HashSet<string>(StringComparer.Ordinal);
        foreach (var entry in entries)
        {
            pseudonyms.Add(entry.UserId);
            pseudonyms.Add(entry.ActorUserId);
            DetailWalk.Texts(entry.ActionDetail, text => pseudonyms.Add(text));
        }

        pseudonyms.RemoveWhere(name => !Pseudonyms.IsPseudonym(name));
        if (pseudonyms.Count == 0)
        {
            return entries;
        }

        var subjects = await vault.FindAsync(tenantId, pseudonyms, cancellationToken);
        return [.. entries.Select(entry => Reveal(entry, subjects))];
    }

    /// <summary>Whom the entry is about; true when its detail has to be rewritten, which most need not.</summary>
    private bool Collect(AuditEntry entry, HashSet<PersonId> persons)
    {
        var isPersonal = false;
        Add(entry.UserId);
        if (entry.ActorUserId != entry.UserId)
        {
            Add(entry.ActorUserId);
        }

        DetailWalk.Members(entry.ActionDetail, (name, value) =>
        {
            if (_names.IsIdentity(name))
            {
                isPersonal = true;
                DetailWalk.Texts(value, Add);
                return false;
            }

            var found = _names.IsPersonal(name);
            isPersonal |= found;
            return !found;
        });
        return isPersonal;

        void Add(string userId)
        {
            if (userId.Length <= DetailNames.LongestId && Pseudonyms.IsPerson(userId))
            {
                persons.Add(new PersonId(entry.TenantId, userId));
            }
        }
    }

    private StorableEntry Hide(StorableEntry storable, bool hasPersonalDetail, Func<PersonId, Subject> subjectOf)
    {
        var entry = storable.Entry;
        var owner = Pseudonyms.IsPerson(entry.UserId) ? subjectOf(new PersonId(entry.TenantId, entry.UserId)) : null;
        var place = entry.Id.ToByteArray();
        var user = owner?.Pseudonym ?? entry.UserId;
        var hidden = entry with
        {
            UserId = user,
            ActorUserId = entry.ActorUserId == entry.UserId ? user : NameOf(entry.ActorUserId),
            PolicyReason = owner is not null && entry.PolicyReason is { } reason && Mentions(reason, entry)
                ? Encrypt(owner, Encoding.UTF8.GetBytes(reason), place)
                : entry.PolicyReason!,
        };
        return storable with { Entry = hidden, ActionDetail = hasPersonalDetail ? JsonSerializer.SerializeToUtf8Bytes(HideDetail(), ContractsJson.Options) : storable.ActionDetail };

        JsonObject HideDetail() => DetailWalk.Rewrite(entry.ActionDetail, (name, value) =>
            _names.IsIdentity(name) ? DetailWalk.MapTexts(value, NameOf)
            : owner is null || !_names.IsPersonal(name) ? null
            : JsonValue.Create(Encrypt(owner, JsonSerializer.SerializeToUtf8Bytes(value, ContractsJson.Options), place)));

        string NameOf(string userId) => userId.Length <= DetailNames.LongestId && Pseudonyms.IsPerson(userId)
            ? subjectOf(new PersonId(entry.TenantId, userId)).Pseudonym
            : userId;
    }

    private static AuditEntry Reveal(AuditEntry entry, IReadOnlyDictionary<string, Subject> subjects)
    {
        var key = subjects.GetValueOrDefault(entry.UserId)?.Key;
        var place = entry.Id.ToByteArray();
        return entry with
        {
            UserId = NameOf(entry.UserId),
            ActorUserId = NameOf(entry.ActorUserId),
            PolicyReason = IsCiphertext(entry.PolicyReason) ? Decrypt(key, entry.PolicyReason, place) is { } reason ? Encoding.UTF8.GetString(reason) : Erased : entry.PolicyReason,
            ActionDetail = (JsonObject)DetailWalk.MapValues(entry.ActionDetail, text =>
                !IsCiphertext(text) ? JsonValue.Create(NameOf(text))
                : Decrypt(key, text, place) is { } plain ? JsonNode.Parse(plain)
                : JsonValue.Create(Erased))!,
        };

        string NameOf(string text) => subjects.TryGetValue(text, out var subject) ? subject.Person.UserId : text;
    }

    private static bool Mentions(string text, AuditEntry entry) =>
        Contains(text, entry.UserId) || (entry.ActorUserId != entry.UserId && Contains(text, entry.ActorUserId));

    /// <summary>Whether the id stands there as a word of its own: a user may be called "a".</summary>
    private static bool Contains(string text, string userId)
    {
        for (var at = text.IndexOf(userId, StringComparison.OrdinalIgnoreCase); at >= 0; at = text.IndexOf(userId, at + 1, StringComparison.OrdinalIgnoreCase))
        {
            var end = at + userId.Length;
            if ((at == 0 || !char.IsLetterOrDigit(text[at - 1])) && (end == text.Length || !char.IsLetterOrDigit(text[end])))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsCiphertext(string text) => text.StartsWith(Prefix, StringComparison.Ordinal);

    private static string Encrypt(Subject subject, byte[] text, byte[] place) =>
        Prefix + Base64Url.EncodeToString(SubjectCipher.Encrypt(subject.Key, text, place));

    private static byte[]? Decrypt(byte[]? key, string text, byte[] place) =>
        key is not null && Base64Url.IsValid(text.AsSpan(Prefix.Length)) ? SubjectCipher.Decrypt(key, Base64Url.DecodeFromChars(text.AsSpan(Prefix.Length)), place) : null;
}
