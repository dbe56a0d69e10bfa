namespace Aita.Cli.Tests.Commands;

public sealed class BatchLimitTests
{
    private const int Lines = 40;
    private const string Tight = "15"; // enough for some of the simulated answers

    [Theory]
    [InlineData("""{"custom_id":"q@","body":{"messages":[{"role":"user","content":"About @."}],"response_format":{"type":"json_object"},"max_tokens":#}}""")]
    [InlineData("""{"custom_id":"q@","body":{"model": "m/n", "max_completion_tokens": #, "response_format": {"type":"json_object"}, "messages": [{"role":"user","content":"About @."}]}}""")]
    [InlineData("""{"custom_id":"q@","body":{"max_tokens":#,"n":2,"response_format":{"type":"json_object"},"messages":[{"role":"user","content":"About @."}]}}""")]
    public async Task Run_AgainWithAHigherLimit_BuysOnlyWhatWasCutOff(string line)
    {
        await using var world = await CliWorld.StartAsync();
        var cut = await RunAsync(world, line, Tight);
        Assert.InRange(cut, 1, Lines - 1);

        Assert.Equal(0, await RunAsync(world, line, "1000"));
        Assert.Equal(Lines + cut, world.Server.Traffic.Requests);

        Assert.Equal(0, await RunAsync(world, line, "2000"));
        Assert.Equal(0, await RunAsync(world, line, Tight));
        Assert.Equal(Lines + cut, world.Server.Traffic.Requests);
    }

    [Theory]
    [InlineData("""{"custom_id":"q@","body":{"response_format":{"type":"json_object"},"messages":[{"role":"user","content":"About @."}]#}}""", ""","max_tokens":15""")]
    [InlineData("""{"custom_id":"q@","body":{"n":2,"response_format":{"type":"json_object"},"messages":[{"role":"user","content":"About @."}]#}}""", ""","max_tokens":15""")]
    [InlineData("""{"custom_id":"q@","body":{"model": "m/n"#, "response_format": {"type":"json_object"}, "messages": [{"role":"user","content":"About @."}]}}""", """, "max_completion_tokens": 15""")]
    public async Task Run_AgainWithoutTheLimit_BuysOnlyWhatWasCutOff(string line, string limit)
    {
        await using var world = await CliWorld.StartAsync();
        var cut = await RunAsync(world, line, limit);
        Assert.InRange(cut, 1, Lines - 1);

        Assert.Equal(0, await RunAsync(world, line, ""));
        Assert.Equal(Lines + cut, world.Server.Traffic.Requests);

        await RunAsync(world, line, limit);
        Assert.Equal(Lines + cut, world.Server.Traffic.Requests);
    }

    /// <returns>How many answers of the output are cut off.</returns>
    private static async Task<int> RunAsync(CliWorld world, string line, string limit)
    {
        world.Write("in.jsonl", Enumerable.Range(0, Lines).Select(i => line.Replace("@", $"{i}", StringComparison.Ordinal).Replace("#", limit, StringComparison.Ordinal)));
        var result = await world.RunAsync("batch", "in.jsonl", "-o", "out.jsonl", "--workers", "8");
        Assert.Equal(0, result.Code);
        return world.Read("out.jsonl").Count(static l => BatchCommandTests.Parse(l).GetProperty("response").GetProperty("body").GetProperty("choices")[0]
            .GetProperty("finish_reason").GetString() == "length");
    }
}
