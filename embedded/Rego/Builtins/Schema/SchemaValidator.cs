using System.Numerics;
using OpenClaw.Rego.Builtins.Expressions;
using OpenClaw.Rego.Values;

namespace OpenClaw.Rego.Builtins.Schema;

/// <summary>JSON Schema of the drafts 4 to 7, references within one document.</summary>
internal sealed class SchemaValidator(RegoValue root)
{
    private const int MaxDepth = 200;
    private int _depth;

    public List<RegoValue> Findings { get; } = [];

    public void Check(RegoValue value, RegoValue schema, string field)
    {
        if (schema is BooleanValue { Value: false })
        {
            Add(field, "false", "False always fails validation");
            return;
        }

        if (schema is not ObjectValue rules || _depth > MaxDepth)
        {
            return;
        }

        _depth++;
        if (rules.Get("$ref") is StringValue reference)
        {
            Check(value, Resolve(reference.Value), field);
        }
        else if (CheckType(value, rules, field))
        {
            CheckGeneral(value, rules, field);
            CheckCombined(value, rules, field);
            switch (value)
            {
                case StringValue text:
                    CheckText(text.Value, rules, field);
                    break;
                case NumberValue number:
                    CheckNumber(number, rules, field);
                    break;
                case ArrayValue array:
                    CheckArray(array, rules, field);
                    break;
                case ObjectValue obj:
                    CheckObject(obj, rules, field);
                    break;
                default:
                    break;
            }
        }

        _depth--;
    }

    private void Add(string field, string type, string description) => Findings.Add(ObjectValue.Of(
        ("desc", Operands.Value(description)), ("error", Operands.Value($"{field}: {description}")), ("field", Operands.Value(field)), ("type", Operands.Value(type))));

    private static string Below(string field, string step) => field == "(root)" ? step : $"{field}.{step}";

    private RegoValue Resolve(string reference)
    {
        RegoValue? value = root;
        foreach (var step in reference.TrimStart('#').Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            var name = step.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            value = value is ArrayValue ? value.Get(NumberText.Read(name) ?? NumberValue.Zero) : value?.Get(new StringValue(name));
        }

        return value ?? BooleanValue.True;
    }

    private bool Holds(RegoValue value, RegoValue schema)
    {
        var inner = new SchemaValidator(root) { _depth = _depth };
        inner.Check(value, schema, "(root)");
        return inner.Findings.Count == 0;
    }

    private bool CheckType(RegoValue value, ObjectValue rules, string field)
    {
        var wanted = rules.Get("type") switch
        {
            StringValue one => [one.Value],
            ArrayValue several => several.Items.OfType<StringValue>().Select(text => text.Value).ToArray(),
            _ => [],
        };
        var isInteger = value is NumberValue { IsInteger: true };
        var given = isInteger ? "integer" : value.TypeName;
        if (wanted.Length == 0 || wanted.Contains(given) || (isInteger && wanted.Contains("number")))
        {
            return true;
        }

        Add(field, "invalid_type", $"Invalid type. Expected: {string.Join('/', wanted)}, given: {given}");
        return false;
    }

    private void CheckGeneral(RegoValue value, ObjectValue rules, string field)
    {
        if (rules.Get("enum") is ArrayValue allowed && !allowed.Items.Contains(value))
        {
            Add(field, "enum", $"{field} must be one of the following: {string.Join(", ", allowed.Items.Select(JsonText.Marshal))}");
        }

        if (rules.Get("const") is { } constant && !constant.Equals(value))
        {
            Add(field, "const", $"{field} does not match: {JsonText.Marshal(constant)}");
        }
    }

    private void CheckCombined(RegoValue value, ObjectValue rules, string field)
    {
        if (rules.Get("anyOf") is ArrayValue any && !Array.Exists(any.Items, schema => Holds(value, schema)))
        {
            Add(field, "number_any_of", "Must validate at least one schema (anyOf)");
        }

        if (rules.Get("oneOf") is ArrayValue one && one.Items.Count(schema => Holds(value, schema)) != 1)
        {
            Add(field, "number_one_of", "Must validate one and only one schema (oneOf)");
        }

        if (rules.Get("allOf") is ArrayValue all)
        {
            var before = Findings.Count;
            foreach (var schema in all.Items)
            {
                Check(value, schema, field);
            }

            if (Findings.Count > before)
            {
                Add(field, "number_all_of", "Must validate all the schemas (allOf)");
            }
        }

        if (rules.Get("not") is { } not && Holds(value, not))
        {
            Add(field, "number_not", "Must not validate the schema (not)");
        }

        if (rules.Get("if") is { } condition && rules.Get(Holds(value, condition) ? "then" : "else") is { } branch)
        {
            Check(value, branch, field);
        }
    }

    private static long? Limit(ObjectValue rules, string name) => rules.Get(name) is NumberValue number && number.TryGetLong(out var limit) ? limit : null;

    private void CheckText(string text, ObjectValue rules, string field)
    {
        var length = text.EnumerateRunes().Count();
        if (Limit(rules, "minLength") is { } minimum && length < minimum)
        {
            Add(field, "string_gte", $"String length must be greater than or equal to {minimum}");
        }

        if (Limit(rules, "maxLength") is { } maximum && length > maximum)
        {
            Add(field, "string_lte", $"String length must be less than or equal to {maximum}");
        }

        if (rules.Get("pattern") is StringValue pattern && GoRegex.TryGet(pattern.Value, out var regex, out _) && !regex!.IsMatch(text))
        {
            Add(field, "pattern", $"Does not match pattern '{pattern.Value}'");
        }

        if (rules.Get("format") is StringValue format && !SchemaFormats.Fits(format.Value, text))
        {
            Add(field, "format", $"Does not match format '{format.Value}'");
        }
    }

    private void CheckNumber(NumberValue number, ObjectValue rules, string field)
    {
        var exclusiveMinimum = rules.Get("exclusiveMinimum") is BooleanValue { Value: true } ? rules.Get("minimum") : rules.Get("exclusiveMinimum");
        var exclusiveMaximum = rules.Get("exclusiveMaximum") is BooleanValue { Value: true } ? rules.Get("maximum") : rules.Get("exclusiveMaximum");
        if (exclusiveMinimum is NumberValue above && number.CompareTo(above) <= 0)
        {
            Add(field, "number_gt", $"Must be greater than {above}");
        }
        else if (rules.Get("minimum") is NumberValue minimum && number.CompareTo(minimum) < 0)
        {
            Add(field, "number_gte", $"Must be greater than or equal to {minimum}");
        }

        if (exclusiveMaximum is NumberValue below && number.CompareTo(below) >= 0)
        {
            Add(field, "number_lt", $"Must be less than {below}");
        }
        else if (rules.Get("maximum") is NumberValue maximum && number.CompareTo(maximum) > 0)
        {
            Add(field, "number_lte", $"Must be less than or equal to {maximum}");
        }

        if (rules.Get("multipleOf") is NumberValue { Sign: not 0 } multiple && !IsMultiple(number, multiple))
        {
            Add(field, "multiple_of", $"Must be a multiple of {multiple}");
        }
    }

    private static bool IsMultiple(NumberValue number, NumberValue unit)
    {
        var ((a, x), (b, y)) = (number.ToDecimal(), unit.ToDecimal());
        var shared = Math.Min(x, y);
        return (a * BigInteger.Pow(10, x - shared) % (b * BigInteger.Pow(10, y - shared))).IsZero;
    }

    private void CheckArray(ArrayValue array, ObjectValue rules, string field)
    {
        if (Limit(rules, "minItems") is { } minimum && array.Count < minimum)
        {
            Add(field, "array_min_items", $"Array must have at least {minimum} items");
        }

        if (Limit(rules, "maxItems") is { } maximum && array.Count > maximum)
        {
            Add(field, "array_max_items", $"Array must have at most {maximum} items");
        }

        if (rules.Get("uniqueItems") is BooleanValue { Value: true } && array.Items.Distinct().Count() < array.Count)
        {
            Add(field, "unique", "array items must be unique");
        }

        if (rules.Get("contains") is { } contains && !Array.Exists(array.Items, item => Holds(item, contains)))
        {
            Add(field, "contains", "At least one of the items must match");
        }

        var tuple = rules.Get("items") as ArrayValue;
        for (var i = 0; i < array.Count; i++)
        {
            var schema = tuple is null ? rules.Get("items") : i < tuple.Count ? tuple.Items[i] : rules.Get("additionalItems");
            if (schema is not null)
            {
                Check(array.Items[i], schema, Below(field, i.ToString(System.Globalization.CultureInfo.InvariantCulture)));
            }
        }
    }

    private void CheckObject(ObjectValue obj, ObjectValue rules, string field)
    {
        foreach (var name in (rules.Get("required") as ArrayValue)?.Items ?? [])
        {
            if (obj.Get(name) is null)
            {
                Add(field, "required", $"{JsonText.Key(name)} is required");
            }
        }

        if (Limit(rules, "minProperties") is { } minimum && obj.Count < minimum)
        {
            Add(field, "array_min_properties", $"Must have at least {minimum} properties");
        }

        if (Limit(rules, "maxProperties") is { } maximum && obj.Count > maximum)
        {
            Add(field, "array_max_properties", $"Must have at most {maximum} properties");
        }

        var properties = rules.Get("properties") as ObjectValue ?? ObjectValue.Empty;
        var patterns = rules.Get("patternProperties") as ObjectValue ?? ObjectValue.Empty;
        for (var i = 0; i < obj.Count; i++)
        {
            CheckProperty(obj.Keys[i], obj.Values[i], properties, patterns, rules, field);
        }
    }

    private void CheckProperty(RegoValue key, RegoValue value, ObjectValue properties, ObjectValue patterns, ObjectValue rules, string field)
    {
        var name = JsonText.Key(key);
        var known = false;
        if (properties.Get(key) is { } schema)
        {
            known = true;
            Check(value, schema, Below(field, name));
        }

        for (var i = 0; i < patterns.Count; i++)
        {
            if (GoRegex.TryGet(JsonText.Key(patterns.Keys[i]), out var regex, out _) && regex!.IsMatch(name))
            {
                known = true;
                Check(value, patterns.Values[i], Below(field, name));
            }
        }

        if (rules.Get("propertyNames") is { } names && !Holds(key, names))
        {
            Add(field, "invalid_property_name", $"Property name of \"{name}\" does not match");
        }

        switch (known ? null : rules.Get("additionalProperties"))
        {
            case BooleanValue { Value: false }:
                Add(field, "additional_property_not_allowed", $"Additional property {name} is not allowed");
                break;
            case ObjectValue additional:
                Check(value, additional, Below(field, name));
                break;
            default:
                break;
        }
    }
}
