using System.Buffers;
using System.Security.Cryptography;
using OpenClaw.Contracts;

namespace OpenClaw.Audit.Features.Subjects;

/// <summary>A person as the product knows them.</summary>
internal readonly record struct PersonId(string TenantId, string UserId);

/// <summary>A person as the log knows them, as long as the key exists.</summary>
internal sealed record Subject(PersonId Person, string Pseudonym, byte[] Key);

/// <summary>A person's row as it is stored.</summary>
internal sealed record StoredSubject(string TenantId, string Pseudonym, byte[] Lookup, byte[] WrappedKey, byte[] SealedName);

/// <summary>Names by which the log knows persons.</summary>
internal static class Pseudonyms
{
    /// <summary>What every pseudonym begins with, and the name of no service.</summary>
    public const char Sign = '~';
    private const int RandomLength = 26;
    private const string Alphabet = "abcdefghijklmnopqrstuvwxyz234567";
    private static readonly SearchValues<char> Letters = SearchValues.Create(Alphabet);

    // They act for themselves and are no persons; there is nothing to forget about them.
    private static readonly HashSet<string> NoPersons = new(StringComparer.Ordinal)
    {
        AppIds.Gateway, AppIds.Policy, AppIds.Audit, AppIds.Briefing, AppIds.Connector, AppIds.Notification, "system", "anonymous", "unknown", "",
    };

    public static string New() => Sign + RandomNumberGenerator.GetString(Alphabet, RandomLength);

    public static bool IsPseudonym(string text) => text.Length == RandomLength + 1 && text[0] == Sign && text.AsSpan(1).IndexOfAnyExcept(Letters) < 0;

    /// <summary>True for whatever must not be in the log as it is.</summary>
    public static bool IsPerson(string userId) => !NoPersons.Contains(userId) && !IsPseudonym(userId);
}
