namespace Aita.Execution.Tests.Retries;

public sealed class MissingModelsTests
{
    private static readonly LlmFailure Missing = new(FailureKind.ModelUnavailable, "no such model");

    private readonly MissingModels _models = new();

    [Fact]
    public void Contains_AfterThreeRequestsThatSaidSo_IsTrue()
    {
        _models.Failed("a", Missing);
        _models.Failed("A", Missing);
        _models.Failed("b", Missing);
        Assert.False(_models.Contains("a"));

        _models.Failed("a", Missing);

        Assert.True(_models.Contains("a"));
        Assert.False(_models.Contains("b"));
        Assert.False(_models.Contains(null));
    }

    [Fact]
    public void Contains_ModelThatHasAnswered_IsNeverMissing()
    {
        _models.Answered("a");
        for (var i = 0; i < 10; i++)
        {
            _models.Failed("a", Missing);
        }

        Assert.False(_models.Contains("a"));
    }

    [Fact]
    public void Failed_OtherFailures_DoNotCount()
    {
        for (var i = 0; i < 10; i++)
        {
            _models.Failed("a", new LlmFailure(FailureKind.Server, "broken"));
        }

        Assert.False(_models.Contains("a"));
    }
}
