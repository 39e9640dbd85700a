using System.Text.Json.Nodes;

namespace OpenClaw.Policy.Features.Documents;

/// <summary>The direction of each field, in one place: which of two values is narrower, and whether one widens the other.</summary>
internal static class Narrower
{
    /// <summary>What two scopes allow together.</summary>
    public static JsonNode Of(PolicyField field, JsonNode above, JsonNode below) => field.Narrowing switch
    {
        Narrowing.FewerAllowed => Fields.List([.. Texts(below).Intersect(Texts(above))]),
        Narrowing.MoreForbidden => Fields.List([.. Texts(above).Union(Texts(below)).Order(StringComparer.Ordinal)]),
        Narrowing.Grant => above.GetValue<bool>() && below.GetValue<bool>(),
        Narrowing.Duty => above.GetValue<bool>() || below.GetValue<bool>(),
        Narrowing.Choice => below.DeepClone(),
        _ => (Widens(field, above, below) ? above : below).DeepClone(),
    };

    /// <summary>Whether the lower scope's value allows anything that the upper one does not.</summary>
    public static bool Widens(PolicyField field, JsonNode above, JsonNode below) => field.Narrowing switch
    {
        Narrowing.FewerAllowed => Texts(below).Except(Texts(above)).Any(),

        // Leaving out an entry erases nothing: scopes unite. Writing the list again without it is a mistake worth telling.
        Narrowing.MoreForbidden => Texts(above).Except(Texts(below)).Any(),
        Narrowing.Grant => below.GetValue<bool>() && !above.GetValue<bool>(),
        Narrowing.Duty => above.GetValue<bool>() && !below.GetValue<bool>(),
        Narrowing.Cap => Number(below) > Number(above),
        Narrowing.Floor => Number(below) < Number(above),
        Narrowing.HigherLevel => Ladders.Level(Text(below)) < Ladders.Level(Text(above)),
        Narrowing.Stricter => field.Kind switch
        {
            FieldKind.Autonomy => Ladders.StrictnessOf(Text(below)) < Ladders.StrictnessOf(Text(above)),
            FieldKind.Permission => Ladders.Strength(Text(below)) > Ladders.Strength(Text(above)),
            _ => Ladders.Level(Text(below)) > Ladders.Level(Text(above)),
        },
        _ => false,
    };

    public static IEnumerable<string> Texts(JsonNode list) => ((JsonArray)list).Select(item => item!.GetValue<string>());

    public static string Text(JsonNode value) => value.GetValue<string>();

    public static decimal Number(JsonNode value) => value.AsValue() switch
    {
        var number when number.TryGetValue<long>(out var whole) => whole,
        var number when number.TryGetValue<int>(out var small) => small,
        var number when number.TryGetValue<decimal>(out var amount) => amount,
        var number => (decimal)number.GetValue<double>(),
    };
}
