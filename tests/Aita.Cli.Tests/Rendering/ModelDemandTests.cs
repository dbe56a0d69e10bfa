using Aita.Cli.Rendering;
using Aita.Execution;

namespace Aita.Cli.Tests.Rendering;

public sealed class ModelDemandTests
{
    [Fact]
    public void With_PricesByTheLengthOfThePrompt_EachRequestHasItsOwn()
    {
        var price = new TokenPrice(1, 10) { Request = 5, LongPrompt = new LongPromptPrice(100, new TokenPrice(2, 20)) };

        var demand = default(ModelDemand).With(100, limit: 3, price).With(101, limit: 3, price);

        Assert.Equal((2, 201, 6, 0), (demand.Requests, demand.Input, demand.MostOutput, demand.Unlimited));
        Assert.Equal((105 + 202, 135 + 262), (demand.LowCost, demand.HighCost));
    }

    [Fact]
    public void With_NoLimitAndNoPrice_AssumesALengthAndCostsNothing()
    {
        var demand = default(ModelDemand).With(7, limit: null, price: null);

        Assert.Equal(new ModelDemand(1, 7, ModelDemand.AssumedOutput, 1, 0, 0), demand);
    }
}
