using System.Text.Json.Nodes;

namespace OpenClaw.Policy.Features.Documents;

/// <summary>Short forms for the field tables.</summary>
internal static class Fields
{
    public static PolicyField Allowed(string name, string summary, params string[] assumed) =>
        new(name, FieldKind.TextSet, Narrowing.FewerAllowed, summary) { Assumed = assumed.Length == 0 ? null : List(assumed) };

    public static PolicyField Forbidden(string name, string summary) =>
        new(name, FieldKind.TextSet, Narrowing.MoreForbidden, summary) { Assumed = List() };

    public static PolicyField Grant(string name, string summary, bool? assumed = null) =>
        new(name, FieldKind.Flag, Narrowing.Grant, summary) { Assumed = assumed };

    public static PolicyField Duty(string name, string summary, bool assumed) =>
        new(name, FieldKind.Flag, Narrowing.Duty, summary) { Assumed = assumed };

    public static PolicyField Cap(string name, string summary, int? assumed = null, long least = 0) =>
        new(name, FieldKind.Count, Narrowing.Cap, summary) { Assumed = assumed, Least = least };

    public static PolicyField Floor(string name, string summary, int least) =>
        new(name, FieldKind.Count, Narrowing.Floor, summary) { Assumed = least, Least = least };

    public static PolicyField Amount(string name, string summary) => new(name, FieldKind.Amount, Narrowing.Cap, summary);

    /// <summary>The highest level that may pass.</summary>
    public static PolicyField Ceiling(string name, string summary, string? assumed = null) =>
        new(name, FieldKind.Level, Narrowing.Stricter, summary) { Assumed = assumed, Words = Ladders.Levels };

    /// <summary>The level that data has at least.</summary>
    public static PolicyField LeastLevel(string name, string summary, string? assumed = null) =>
        new(name, FieldKind.Level, Narrowing.HigherLevel, summary) { Assumed = assumed, Words = Ladders.Levels };

    public static PolicyField Autonomy(string name, string summary, string? assumed = null) =>
        new(name, FieldKind.Autonomy, Narrowing.Stricter, summary) { Assumed = assumed, Words = Ladders.Autonomy };

    public static PolicyField Permission(string name, string summary, IReadOnlyList<string> words, string? assumed = null) =>
        new(name, FieldKind.Permission, Narrowing.Stricter, summary) { Assumed = assumed, Words = words };

    public static PolicyField Choice(string name, string summary, string assumed, params string[] words) =>
        new(name, FieldKind.Word, Narrowing.Choice, summary) { Assumed = assumed, Words = words };

    public static PolicyField Group(string name, string summary, params PolicyField[] members) =>
        new(name, FieldKind.Group, Narrowing.Members, summary) { Members = members };

    /// <summary>Entries with the same shape; with names, no other may be written.</summary>
    public static PolicyField Map(string name, string summary, PolicyField entry, IReadOnlyList<string>? names = null) =>
        new(name, FieldKind.Map, Narrowing.Members, summary) { Members = [entry], Words = names ?? [] };

    public static JsonArray List(params string[] words) => [.. words.Select(word => (JsonNode)word)];
}
