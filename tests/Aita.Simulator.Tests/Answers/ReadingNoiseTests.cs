namespace Aita.Simulator.Tests.Answers;

public sealed class ReadingNoiseTests
{
    private static readonly string Text = string.Concat(Enumerable.Repeat("The derivative of x squared is 2x. ", 300));

    [Fact]
    public void Apply_RateZero_IsExact()
    {
        var random = new SeededRandom(1);

        Assert.Equal((Text, 0), ReadingNoise.Apply(Text, 0, ref random));
    }

    [Theory]
    [InlineData(0.005)]
    [InlineData(0.05)]
    public void Apply_Rate_SpoilsAboutThatShareOfTheCharacters(double rate)
    {
        var random = new SeededRandom(1);

        var (noisy, errors) = ReadingNoise.Apply(Text, rate, ref random);

        double readable = Text.Count(char.IsAsciiLetterOrDigit);
        Assert.InRange(errors / readable, rate * 0.6, rate * 1.4);
        Assert.NotEqual(Text, noisy);
    }

    [Fact]
    public void Apply_SameSeed_SpoilsTheSameCharacters()
    {
        var first = new SeededRandom(9);
        var second = new SeededRandom(9);
        var other = new SeededRandom(10);

        Assert.Equal(ReadingNoise.Apply(Text, 0.02, ref first), ReadingNoise.Apply(Text, 0.02, ref second));
        Assert.NotEqual(ReadingNoise.Apply(Text, 0.02, ref other).Text, ReadingNoise.Apply(Text, 0.02, ref second).Text);
    }

    [Fact]
    public void Apply_RateOne_ChangesEveryLetter()
    {
        var random = new SeededRandom(2);

        var (noisy, errors) = ReadingNoise.Apply("z", 1, ref random);

        Assert.Equal(1, errors);
        Assert.NotEqual("z", noisy);
    }
}
