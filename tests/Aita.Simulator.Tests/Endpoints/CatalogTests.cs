using System.Globalization;
using System.Text.Json;

namespace Aita.Simulator.Tests.Endpoints;

public sealed class CatalogTests
{
    [Fact]
    public async Task GetModels_Defaults_HaveDecimalStringPricesAndSayTheyAreSimulated()
    {
        await using var server = await SimulatorServer.StartAsync();
        using var wire = new Wire(server);

        var models = (await wire.GetAsync("models")).GetProperty("data").EnumerateArray().ToArray();

        Assert.Equal(SimulatedModel.Defaults.Select(model => model.Id), models.Select(model => model.GetProperty("id").GetString()));
        Assert.Equal("0.0000003", models[0].GetProperty("pricing").GetProperty("prompt").GetString());
        Assert.Equal("0.0000025", models[0].GetProperty("pricing").GetProperty("completion").GetString());
        Assert.Equal(1_048_576, models[0].GetProperty("context_length").GetInt32());
        Assert.All(models, model => Assert.Contains("simulated", model.GetProperty("name").GetString(), StringComparison.Ordinal));
        Assert.Equal(0, server.Traffic.Requests);
    }

    [Fact]
    public async Task GetStatsAndRequests_AfterTraffic_TellTheLogUntilReset()
    {
        await using var server = await SimulatorServer.StartAsync();
        using var wire = new Wire(server);
        await wire.CompleteAsync(Wire.Ask("one"));
        await wire.CompleteAsync(Wire.Ask("one"));

        var stats = await wire.GetAsync("/simulator/stats");
        string[] lines = (await wire.Http.GetStringAsync("/simulator/requests")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        using var reset = await wire.Http.PostAsync("/simulator/reset", null);

        Assert.Equal(2, stats.GetProperty("requests").GetInt32());
        Assert.Equal(1, stats.GetProperty("distinct_requests").GetInt32());
        Assert.Equal(1, stats.GetProperty("repeated_requests").GetInt32());
        Assert.Equal(server.BaseUrl.Port, wire.Http.BaseAddress!.Port);
        var records = lines.Select(line => JsonSerializer.Deserialize<JsonElement>(line)).ToArray();
        Assert.Equal([0, 1], records.Select(record => record.GetProperty("seq").GetInt32()));
        Assert.Equal([1, 2], records.Select(record => record.GetProperty("occurrence").GetInt32()));
        string hash = records[0].GetProperty("body_hash").GetString()!;
        Assert.NotEqual(0UL, ulong.Parse(hash, NumberStyles.HexNumber, CultureInfo.InvariantCulture));
        Assert.Equal(hash, records[1].GetProperty("body_hash").GetString());
        Assert.Equal(0, (await Wire.ReadAsync(reset)).GetProperty("requests").GetInt32());
        Assert.Empty(server.Traffic.Records);
    }
}
