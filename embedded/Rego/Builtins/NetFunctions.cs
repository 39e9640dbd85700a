using System.Net;
using OpenClaw.Rego.Values;

namespace OpenClaw.Rego.Builtins;

internal static class NetFunctions
{
    private const int MaxExpanded = 1 << 20;

    public static IEnumerable<Builtin> All() =>
    [
        new("net.cidr_contains", 2, Contains),
        new("net.cidr_contains_matches", 2, ContainsMatches),
        new("net.cidr_intersects", 2, (c, a) => Prefix(c, a, 0) is { } x && Prefix(c, a, 1) is { } y ? BooleanValue.Of(x.Contains(y) || y.Contains(x)) : null),
        new("net.cidr_is_valid", 1, (_, a) => BooleanValue.Of(a[0] is StringValue text && IpPrefix.TryParse(text.Value) is not null)),
        new("net.cidr_expand", 1, Expand),
        new("net.cidr_merge", 1, Merge),
        new("net.lookup_ip_addr", 1, Lookup) { IsVolatile = true },
        new("http.send", 1, HttpSend.Refuse) { IsVolatile = true },
    ];

    private static IpPrefix? Prefix(CallContext call, RegoValue[] arguments, int index)
    {
        if (!call.Text(arguments, index, out var text))
        {
            return null;
        }

        if (IpPrefix.TryParse(text) is { } prefix)
        {
            return prefix;
        }

        call.Fail($"invalid CIDR address: {text}");
        return null;
    }

    private static RegoValue? Contains(CallContext call, RegoValue[] arguments)
    {
        if (Prefix(call, arguments, 0) is not { } outer || !call.Text(arguments, 1, out var text))
        {
            return null;
        }

        var inner = IpPrefix.TryParseAddress(text) ?? IpPrefix.TryParse(text);
        return inner is { } found ? BooleanValue.Of(outer.Contains(found)) : call.Fail($"invalid CIDR address: {text}");
    }

    private static List<(RegoValue Key, string Text)>? Candidates(CallContext call, RegoValue[] arguments, int index)
    {
        var result = new List<(RegoValue, string)>();
        IEnumerable<(RegoValue Key, RegoValue Value)> pairs = arguments[index] switch
        {
            StringValue text => [(text, text)],
            ArrayValue array => array.Items.Select((item, i) => ((RegoValue)NumberValue.Of(i), item)),
            SetValue set => set.Items.Select(item => (item, item)),
            ObjectValue obj => obj.Keys.Zip(obj.Values),
            _ => [],
        };
        foreach (var (key, value) in pairs)
        {
            if (value is StringValue plain)
            {
                result.Add((key, plain.Value));
            }
            else if (value is ArrayValue { Count: > 0 } tuple && tuple.Items[0] is StringValue first)
            {
                result.Add((key, first.Value));
            }
            else
            {
                call.Fail($"operand {index + 1}: element must be string or non-empty array");
                return null;
            }
        }

        return result;
    }

    private static RegoValue? ContainsMatches(CallContext call, RegoValue[] arguments)
    {
        if (Candidates(call, arguments, 0) is not { } outers || Candidates(call, arguments, 1) is not { } inners)
        {
            return null;
        }

        var found = new List<RegoValue>();
        foreach (var (outerKey, outerText) in outers)
        {
            call.Check();
            if (IpPrefix.TryParse(outerText) is not { } outer)
            {
                return call.Fail($"invalid CIDR address: {outerText}");
            }

            foreach (var (innerKey, innerText) in inners)
            {
                if ((IpPrefix.TryParseAddress(innerText) ?? IpPrefix.TryParse(innerText)) is not { } inner)
                {
                    return call.Fail($"invalid CIDR address: {innerText}");
                }

                if (outer.Contains(inner))
                {
                    found.Add(new ArrayValue([outerKey, innerKey]));
                }
            }
        }

        return SetValue.From(found);
    }

    private static RegoValue? Expand(CallContext call, RegoValue[] arguments)
    {
        if (Prefix(call, arguments, 0) is not { } prefix)
        {
            return null;
        }

        var count = prefix.Last - prefix.First + 1;
        if (count > MaxExpanded)
        {
            return call.Fail("the range has too many addresses to list");
        }

        call.Evaluation.Charge((long)count);
        return SetValue.From(Enumerable.Range(0, (int)count).Select(i => Operands.Value(prefix.Text(prefix.First + i))));
    }

    private static RegoValue? Merge(CallContext call, RegoValue[] arguments)
    {
        if (!call.Texts(arguments, 0, out var texts))
        {
            return null;
        }

        var prefixes = new List<IpPrefix>();
        foreach (var text in texts)
        {
            if (IpPrefix.TryParse(text) is { } prefix)
            {
                prefixes.Add(prefix);
            }
            else if (IpPrefix.TryParseAddress(text) is not { } address)
            {
                return call.Fail($"invalid CIDR address: {text}");
            }
            else if (address.Bits == 128)
            {
                return call.Fail("IPv6 invalid: needs prefix length");
            }
            else
            {
                prefixes.Add(address.Classful());
            }
        }

        return SetValue.From(prefixes.GroupBy(prefix => prefix.Bits).SelectMany(IpPrefix.Cover).Select(prefix => Operands.Value(prefix.ToString())));
    }

    private static RegoValue? Lookup(CallContext call, RegoValue[] arguments)
    {
        if (!call.Text(arguments, 0, out var name))
        {
            return null;
        }

        if (IPAddress.TryParse(name, out var literal))
        {
            return SetValue.From([Operands.Value(literal.ToString())]);
        }

        if (!call.Options.AllowedHosts.Contains(name, StringComparer.OrdinalIgnoreCase))
        {
            return call.Fail($"lookup {name}: host is not allowed by configuration");
        }

        try
        {
            return SetValue.From(Dns.GetHostAddresses(name).Select(address => Operands.Value(address.ToString())));
        }
        catch (System.Net.Sockets.SocketException failure)
        {
            return call.Fail($"lookup {name}: {failure.Message}");
        }
    }
}
