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
