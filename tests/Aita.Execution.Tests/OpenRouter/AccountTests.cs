namespace Aita.Execution.Tests;

public sealed class AccountTests
{
    [Fact]
    public async Task ReadPrices_ModelList_ReadsUsdPerToken()
    {
        await using var server = new RawServer(RawReply.Json("""
            {"data":[
            {"id":"google/gemini-2.5-flash","pricing":{"prompt":"0.0000003","completion":"0.0000025","request":"0","input_cache_read":"0.000000075"}},
            {"id":"free/model:free","pricing":{"prompt":"0","completion":"0"}},
            {"id":"openrouter/auto","pricing":{"prompt":"-1","completion":"-1"}},
            {"id":"no/price"},{"id":7,"pricing":{"prompt":"1","completion":"1"}},null]}
            """));
        using var client = Clients.To(server);

        var prices = await client.ReadPricesAsync(TestContext.Current.CancellationToken);

        Assert.Equal(2, prices.Count);
        Assert.Equal(new TokenPrice(0.0000003m, 0.0000025m) { CachedInput = 0.000000075m }, prices.Find("google/gemini-2.5-flash"));
        Assert.Equal(new TokenPrice(0, 0), prices.Find("free/model:free"));
        Assert.StartsWith("GET /api/v1/models ", server.Last.Head, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(""","context_length":1000,"top_provider":{"context_length":900,"max_completion_tokens":100}""", 100)]
    [InlineData(""","context_length":1000,"top_provider":{"context_length":900,"max_completion_tokens":null}""", 900)]
    [InlineData(""","context_length":1000,"top_provider":null""", 1000)]
    [InlineData(""","context_length":"many","top_provider":{"max_completion_tokens":0}""", null)]
    public async Task ReadPrices_LongestAnswer_IsThatOfTheTopProviderOrTheContext(string fields, int? expected)
    {
        await using var server = new RawServer(RawReply.Json($$$"""{"data":[{"id":"m","pricing":{"prompt":"1","completion":"2"}{{{fields}}}}]}"""));
        using var client = Clients.To(server);

        var prices = await client.ReadPricesAsync(TestContext.Current.CancellationToken);

        Assert.Equal(new TokenPrice(1, 2) { MaxOutputTokens = expected }, prices.Find("m"));
    }

    [Fact]
    public async Task ReadPrices_Overrides_ALongPromptHasItsOwnPriceAndThoseOfTheDayAreTheDearest()
    {
        await using var server = new RawServer(RawReply.Json("""
            {"data":[{"id":"m","pricing":{"prompt":"1","completion":"10","input_cache_read":"0.1","overrides":[
              {"min_prompt_tokens":200000,"prompt":"2","completion":"15"},
              {"min_prompt_tokens":500000,"prompt":"4"},
              {"utc_start":"1630","utc_end":"0030","completion":"12"},
              {"min_prompt_tokens":500000,"input_cache_read":"0.4"}, 7, {"prompt":"-1"}]}},
             {"id":"n","pricing":{"prompt":"1","completion":"1","overrides":"none"}}]}
            """));
        using var client = Clients.To(server);

        var prices = await client.ReadPricesAsync(TestContext.Current.CancellationToken);

        var price = prices.Find("m")!;
        Assert.Equal(new LongPromptPrice(200_000, new TokenPrice(2, 15) { CachedInput = 0.1m, LongPrompt = new(500_000, new TokenPrice(4, 15) { CachedInput = 0.4m }) }), price.LongPrompt);
        Assert.Equal(new TokenPrice(4, 15) { CachedInput = 0.4m }, price.AtPeak);
        Assert.Equal(new TokenPrice(1, 1), prices.Find("n"));
        Assert.Equal(200_000 + 10, price.CostOf(new TokenUsage(200_000, 1)));
        Assert.Equal((200_001 * 2) + 15, price.CostOf(new TokenUsage(200_001, 1)));
        Assert.Equal((500_000 * 4) + (1 * 0.4m), price.CostOf(new TokenUsage(500_001, 0, CachedInput: 1)));
    }

    [Fact]
    public async Task ReadPrices_OfTheOpenList_SendsNoKey()
    {
        await using var server = new RawServer(RawReply.Json("""{"data":[{"id":"a/b","pricing":{"prompt":"0.1","completion":"0.2"}}]}"""));

        var prices = await OpenRouterModels.ReadPricesAsync(server.Url, TestContext.Current.CancellationToken);

        Assert.Equal(new TokenPrice(0.1m, 0.2m), prices.Find("a/b"));
        Assert.StartsWith("GET /api/v1/models ", server.Last.Head, StringComparison.Ordinal);
        Assert.DoesNotContain("Authorization", server.Last.Head, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("""{"data":"none"}""")]
    [InlineData("[]")]
    public async Task ReadPrices_OtherJson_IsEmpty(string body)
    {
        await using var server = new RawServer(RawReply.Json(body));
        using var client = Clients.To(server);

        Assert.Equal(0, (await client.ReadPricesAsync(TestContext.Current.CancellationToken)).Count);
    }

    [Fact]
    public async Task CheckKey_Answer_ReadsWhatIsLeft()
    {
        await using var server = new RawServer(RawReply.Json("""{"data":{"label":"x","limit":10,"limit_remaining":-0.5,"usage":10.5,"is_free_tier":false}}"""));
        using var client = Clients.To(server);

        Assert.Equal(new KeyStatus(10, -0.5m, 10.5m, false), await client.CheckKeyAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task CheckKey_NotAccepted_IsUnauthorized()
    {
        await using var server = new RawServer(RawReply.Json("""{"error":{"code":401,"message":"User not found."}}""", 401));
        using var client = Clients.To(server);

        var exception = await Assert.ThrowsAsync<LlmException>(() => client.CheckKeyAsync(TestContext.Current.CancellationToken));

        Assert.Equal(FailureKind.Unauthorized, exception.Kind);
    }
}
