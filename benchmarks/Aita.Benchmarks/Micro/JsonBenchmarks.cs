using System.Text.Json.Nodes;
using Aita.Execution;
using BenchmarkDotNet.Attributes;

namespace Aita.Benchmarks.Micro;

/// <summary>An answer read from its JSON.</summary>
public class JsonBenchmarks
{
    private static readonly byte[] Body = System.Text.Encoding.UTF8.GetBytes(
        $$$$"""
        {"id":"gen-1763","object":"chat.completion","created":1763900000,"model":"google/gemini-2.5-flash","provider":"Google",
        "choices":[{"index":0,"finish_reason":"stop","native_finish_reason":"STOP","message":{"role":"assistant","content":"{{{{new string('a', 1500)}}}}","refusal":null}}],
        "usage":{"prompt_tokens":1200,"completion_tokens":340,"total_tokens":1540,"cost":0.00121,"prompt_tokens_details":{"cached_tokens":1000}}}
        """);

    /// <summary>What a plain loop does.</summary>
    [Benchmark(Baseline = true)]
    public string JsonNodeParse()
    {
        var body = JsonNode.Parse(Body)!;
        return (string)body["choices"]![0]!["message"]!["content"]! + (long)body["usage"]!["prompt_tokens"]!;
    }

    /// <summary>Text, usage, cost, model, id and every form of error.</summary>
    [Benchmark]
    public object Read() => WireAnswerReader.Read(Body);
}
