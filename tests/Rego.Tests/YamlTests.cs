using System.Text.Json.Nodes;

namespace OpenClaw.Rego.Tests;

/// <summary>YAML beyond JSON's forms: tags, anchors, merge keys.</summary>
public sealed class YamlTests
{
    [Theory]
    [InlineData("a: !!str 1", """{"a": "1"}""")]
    [InlineData("a: !!int \"1\"", """{"a": 1}""")]
    [InlineData("a: !!float 1", """{"a": 1}""")]
    [InlineData("a: !!bool \"true\"", """{"a": true}""")]
    [InlineData("a: !!null ''", """{"a": null}""")]
    [InlineData("a: !!binary aGVsbG8=", """{"a": "hello"}""")]
    [InlineData("a: !!binary |\n  aGVs\n  bG8=", """{"a": "hello"}""")]
    [InlineData("a: !<tag:yaml.org,2002:str> 1", """{"a": "1"}""")]
    [InlineData("a: !Ref x", """{"a": "x"}""")]
    [InlineData("a: !Sub 5", """{"a": 5}""")]
    [InlineData("a: ! 5", """{"a": "5"}""")]
    [InlineData("a: !!map\n  b: 1", """{"a": {"b": 1}}""")]
    [InlineData("a: !!seq\n- 1\n- 2", """{"a": [1, 2]}""")]
    [InlineData("- !!str 1\n- !!int \"2\"", """["1", 2]""")]
    [InlineData("!!str 7", "\"7\"")]
    [InlineData("--- !!str 7", "\"7\"")]
    [InlineData("a: [!!str 1, !!int '2', !x y]", """{"a": ["1", 2, "y"]}""")]
    [InlineData("a: {b: !!str true}", """{"a": {"b": "true"}}""")]
    [InlineData("a: !!timestamp 2020-01-02", """{"a": "2020-01-02"}""")]
    [InlineData("base: &b {x: 1, y: 2}\nc:\n  <<: *b\n  y: 3", """{"base": {"x": 1, "y": 2}, "c": {"x": 1, "y": 3}}""")]
    [InlineData("p: &p {x: 1}\nq: &q {x: 2, z: 3}\nc:\n  <<: [*p, *q]", """{"p": {"x": 1}, "q": {"x": 2, "z": 3}, "c": {"x": 1, "z": 3}}""")]
    [InlineData("a: &x !!str 1\nb: *x", """{"a": "1", "b": "1"}""")]
    [InlineData("a: !!str &x 1\nb: *x", """{"a": "1", "b": "1"}""")]
    public void Read_Tags_DecideTheType(string yaml, string json)
    {
        var actual = RegoYaml.Read(yaml);

        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(json), actual), actual?.ToJsonString());
    }

    [Theory]
    [InlineData("a: !!int x")]
    [InlineData("a: !!bool 3")]
    [InlineData("a: !!binary '*'")]
    [InlineData("a:\n  <<: 1")]
    public void Read_TagThatDoesNotFit_IsAnError(string yaml) => Assert.Throws<RegoException>(() => RegoYaml.Read(yaml));
}
