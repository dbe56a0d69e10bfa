using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;

namespace Aita.Simulator.Tests.Answers;

public sealed class SchemaAnswerTests
{
    private static readonly Gen<JsonNode> Leaf = Gen.OneOf(
        Gen.Select(Gen.Int[0, 5], Gen.Int[0, 40]).Select((min, more) => Node($$"""{"type":"string","minLength":{{min}},"maxLength":{{min + more}}}""")),
        Gen.Select(Gen.Int[-20, 20], Gen.Int[0, 30]).Select((min, more) => Node($$"""{"type":"integer","minimum":{{min}},"maximum":{{min + more}}}""")),
        Gen.Select(Gen.Int[-200, 200], Gen.Int[0, 30]).Select((min, more) =>
            Node($$"""{"type":"number","minimum":{{min / 8m}},"maximum":{{(min / 8m) + (more / 16m)}}}""")),
        Gen.Int[0, 9].Select(max => Node($$"""{"type":"number","exclusiveMinimum":{{max - 1}},"exclusiveMaximum":{{max}}}""")),
        Gen.Int[1, 4].Select(quarters => Node($$"""{"type":"number","minimum":0,"maximum":20,"multipleOf":{{quarters / 4m}}}""")),
        Gen.Const(() => Node("""{"type":"number"}""")),
        Gen.Const(() => Node("""{"type":"boolean"}""")),
        Gen.Const(() => Node("""{"type":["string","null"]}""")),
        Gen.Const(() => Node("""{"enum":["a",2,null]}""")),
        Gen.Const(() => Node("""{"const":{"x":[1]}}""")),
        Gen.Const(() => Node("""{"anyOf":[{"type":"null"},{"type":"integer"}]}""")),
        Gen.Const(() => Node("""{"$ref":"#/$defs/tree"}""")));

    private static readonly Gen<JsonNode> Schema = Gen.Recursive<JsonNode>((depth, self) => depth >= 3
        ? Leaf
        : Gen.OneOf(
            Leaf,
            Gen.Select(self, Gen.Int[0, 3], Gen.Int[0, 3]).Select((items, min, more) => (JsonNode)new JsonObject
            {
                ["type"] = "array",
                ["items"] = items.DeepClone(),
                ["minItems"] = min,
                ["maxItems"] = min + more,
            }),
            self.Array[0, 4].Select(Object)));

    [Fact]
    public void Generate_AnySchema_IsValid() => Gen.Select(Schema, Gen.ULong).Sample((node, seed) =>
    {
        var root = new JsonObject
        {
            ["type"] = "object",
            ["properties"] = new JsonObject { ["value"] = node.DeepClone() },
            ["required"] = new JsonArray("value"),
            ["$defs"] = new JsonObject
            {
                ["tree"] = Node("""
                    {"type":"object","properties":{"name":{"type":"string"},
                     "children":{"type":"array","items":{"$ref":"#/$defs/tree"},"minItems":0}},"required":["name","children"]}
                    """),
            },
        };
        using var schema = JsonDocument.Parse(root.ToJsonString());

        using var value = JsonDocument.Parse(Generate(root.ToJsonString(), seed));

        Assert.Null(SchemaChecker.Check(schema.RootElement, schema.RootElement, value.RootElement));
    });

    [Fact]
    public void Generate_TotalPointsAndCriteria_PointsSumToTheTotalExactly() =>
        Gen.Select(Gen.Int[1, 400], Gen.Int[1, 9], Gen.ULong).Sample((tenths, criteria, seed) =>
        {
            decimal total = tenths / 10m;
            string schema = $$"""
                {"type":"object","properties":{"total_points":{"type":"number","const":{{total}}},
                 "criteria":{"type":"array","minItems":{{criteria}},"maxItems":{{criteria + 2}},"items":{"type":"object","properties":
                  {"points":{"type":"number"},"description":{"type":"string"} } } } } }
                """;

            using var value = JsonDocument.Parse(Generate(schema, seed));

            var points = value.RootElement.GetProperty("criteria").EnumerateArray().Select(item => item.GetProperty("points").GetDecimal()).ToArray();
            Assert.Equal(total, points.Sum());
            Assert.All(points, part => Assert.True(part > 0, $"{part} of {total}"));
        });

    [Theory]
    [InlineData("""{"type":"integer","const":7}""", 7)]
    [InlineData("""{"type":"integer","minimum":5,"maximum":5}""", 5)]
    public void Generate_WholePoints_AreWhole(string totalSchema, int total)
    {
        string schema = $$"""
            {"type":"object","properties":{"total_points":{{totalSchema}},"criteria":{"type":"array","minItems":3,"maxItems":3,
             "items":{"type":"object","properties":{"points":{"type":"integer"} } } } } }
            """;

        using var value = JsonDocument.Parse(Generate(schema, 5));

        int[] points = [.. value.RootElement.GetProperty("criteria").EnumerateArray().Select(item => item.GetProperty("points").GetInt32())];
        Assert.Equal(total, points.Sum());
        Assert.Equal(total, value.RootElement.GetProperty("total_points").GetInt32());
    }

    [Fact]
    public void Generate_Strings_SayTheyAreSimulatedAndUseTheWordsAsked()
    {
        using var value = JsonDocument.Parse(Generate("""{"type":"object","properties":{"grading_notes":{"type":"string"}}}""", 1));

        string text = value.RootElement.GetProperty("grading_notes").GetString()!;
        Assert.StartsWith("Simulated grading notes about", text, StringComparison.Ordinal);
        Assert.Contains("entropy", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Generate_ManyStrings_SomeHoldLatexThatSurvivesJson()
    {
        using var value = JsonDocument.Parse(Generate(
            """{"type":"object","properties":{"steps":{"type":"array","minItems":100,"items":{"type":"string"}}}}""", 3));

        string[] texts = [.. value.RootElement.GetProperty("steps").EnumerateArray().Select(item => item.GetString()!)];
        Assert.Contains(texts, text => text.Contains(@"\frac{1}{2}", StringComparison.Ordinal));
        Assert.Contains(texts, text => text.Contains(@"\alpha", StringComparison.Ordinal));
        Assert.Contains(texts, text => !text.Contains('\\', StringComparison.Ordinal));
    }

    private static string Generate(string schema, ulong seed)
    {
        using var document = JsonDocument.Parse(schema);
        return SchemaAnswer.Generate(document.RootElement, new SimulatedProse("entropy", new SeededRandom(seed), 0.25), []);
    }

    private static JsonNode Object(JsonNode[] members)
    {
        var properties = new JsonObject();
        var required = new JsonArray();
        for (int i = 0; i < members.Length; i++)
        {
            properties[$"p{i}"] = members[i].DeepClone();
            required.Add($"p{i}");
        }

        return new JsonObject { ["type"] = "object", ["properties"] = properties, ["required"] = required, ["additionalProperties"] = false };
    }

    private static JsonNode Node(string json) => JsonNode.Parse(json)!;
}
