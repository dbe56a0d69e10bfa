namespace Aita.Simulator.Tests.Grading;

/// <summary>The simulated grader knows the true points of the answers in its truth.</summary>
public sealed class GraderTests
{
    /// <summary>Juniper Voss, question 2: 5.5 points.</summary>
    private const string Juniper = """
        $20 = 4.9 t^2$    $t^2 = 4.08$    $t = 2.02$ s
        $v^2 = 2 g h = 392$
        $v = 19.8$
        """;

    /// <summary>Tansy Orbit, question 2: 2 points.</summary>
    private const string Tansy = """
        $t = \frac{20}{9.8} = 2.04$ s
        $v = 9.8 \cdot 2.04 = 20$ m/s
        """;

    private const string LongQuestion = """
        Question 3a (calculation, 8 points):
        Derive v(t).
        1. [2 points] Separates.
        2. [4 points] Integrates.
        3. [1 point] Uses the start.
        4. [1 point] Finds the limit.
        """;

    [Fact]
    public async Task Grade_KnownAnswer_SplitsItsPointsOverTheCriteriaInTheirOrder()
    {
        var grade = await Prompts.GradeAsync(Prompts.Good(Juniper));

        Assert.Equal([2, 2, 1.5m], Prompts.Points(grade));
        Assert.Equal([1, 2, 3], grade.GetProperty("criteria").EnumerateArray().Select(criterion => criterion.GetProperty("criterion").GetInt32()));
        Assert.True(Prompts.Confidence(grade) > 0.9);
        Assert.Equal(0, grade.GetProperty("concerns").GetArrayLength());
    }

    [Fact]
    public async Task Grade_Quotes_StandInTheAnswerAsItWasSent()
    {
        string sent = Juniper.Replace("392", "39Z", StringComparison.Ordinal);

        var grade = await Prompts.GradeAsync(Prompts.Good(sent));

        var quotes = grade.GetProperty("criteria").EnumerateArray().Select(criterion => criterion.GetProperty("quote").GetString()!).ToList();
        Assert.All(quotes, quote => Assert.Contains(quote, sent, StringComparison.Ordinal));
        Assert.Contains(quotes, quote => quote.Contains("39Z", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Grade_CriterionWithoutPoints_HasNoQuote()
    {
        var grade = await Prompts.GradeAsync(Prompts.Good(Tansy));

        Assert.Equal([2, 0, 0], Prompts.Points(grade));
        Assert.Equal("", grade.GetProperty("criteria")[2].GetProperty("quote").GetString());
    }

    [Theory]
    [InlineData("$2O = 4.9 t^2$ $t^2 = 4.O8$ $t = 2.02$ s $v^2 = 2 g h = 392$ $v = l9.8$")]
    [InlineData("$20 = 4.9 t^2$    $t^2 = 4.08$    $t = 2.02$ s\n$v^2 = 2 g h = 392$\n$v = 19.8$\nand much more that is not in the truth of it, so that most of the answer is unknown")]
    public async Task Grade_AnswerMisreadOrWithMoreAroundIt_IsStillKnown(string answer) =>
        Assert.Equal([2, 2, 1.5m], Prompts.Points(await Prompts.GradeAsync(Prompts.Good(answer))));

    [Fact]
    public async Task Grade_AnswerOfTwoParts_GetsThePointsOfThePartsThatAreThere()
    {
        using var truth = System.Text.Json.JsonDocument.Parse(await File.ReadAllTextAsync(Aita.Tests.Repository.PathTo("samples", "midterm", "truth.json")));
        var parts = truth.RootElement.GetProperty("students")[4].GetProperty("pages").EnumerateArray()
            .SelectMany(page => page.GetProperty("answers").EnumerateArray())
            .Where(answer => answer.GetProperty("question_id").GetString() == "3a")
            .Select(answer => answer.GetProperty("text").GetString()!).ToList();

        var both = await Prompts.GradeAsync(Prompts.Good(string.Join("\n\n", parts), LongQuestion));
        var first = await Prompts.GradeAsync(Prompts.Good(parts[0], LongQuestion));

        Assert.Equal([2, 4, 1, 1], Prompts.Points(both));
        Assert.Equal([2, 2, 0, 0], Prompts.Points(first));
    }

    [Theory]
    [InlineData("B", 3)]
    [InlineData("A", 0)]
    [InlineData("B\nbecause a joule is a newton metre", 3)]
    public async Task Grade_AnswerOfALetter_IsKnownByItsFirstLine(string answer, int points)
    {
        var grade = await Prompts.GradeAsync(Prompts.Good(answer, "Question 1a (multiple_choice, 3 points):\n1. [3 points] B."));

        Assert.Equal([points], Prompts.Points(grade));
        Assert.True(Prompts.Confidence(grade) > 0.9);
    }

    [Fact]
    public async Task Grade_UnknownAnswerOrNoTruth_GetsNothingWithLittleConfidence()
    {
        var unknown = await Prompts.GradeAsync(Prompts.Good("The moon is made of cheese, as everybody knows."));
        var noTruth = await Prompts.GradeAsync(Prompts.Good(Juniper), new());

        foreach (var grade in new[] { unknown, noTruth })
        {
            Assert.Equal([0, 0, 0], Prompts.Points(grade));
            Assert.True(Prompts.Confidence(grade) < 0.4);
        }
    }

    [Fact]
    public async Task Grade_IllegiblePart_IsAConcern()
    {
        var grade = await Prompts.GradeAsync(Prompts.Good(Juniper + "\n[unclear]"));

        Assert.True(Prompts.Confidence(grade) <= 0.5);
        Assert.Equal(1, grade.GetProperty("concerns").GetArrayLength());
    }

    [Fact]
    public async Task Grade_NoQuestionInThePrompt_IsAnsweredByTheSchemaAlone()
    {
        var grade = await Prompts.GradeAsync([new { role = "user", content = "Grade something." }]);

        Assert.StartsWith("Simulated feedback about", grade.GetProperty("feedback").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Noise_Probability_ChangesThatShareOfTheAnswersByNoMoreThanTheLargest()
    {
        var noise = new GradingNoise { Probability = 0.3, MaxPoints = 1.5m, Step = 0.5m, TooHigh = 0.8 };
        var random = new SeededRandom(5);

        var deviations = Enumerable.Range(0, 4000).Select(_ => noise.Apply(5, 10, ref random) - 5).ToList();

        var wrong = deviations.Where(deviation => deviation != 0).ToList();
        Assert.InRange(wrong.Count / 4000.0, 0.27, 0.33);
        Assert.Equal([-1.5m, -1, -0.5m, 0.5m, 1, 1.5m], wrong.Distinct().Order());
        Assert.InRange(wrong.Count(deviation => deviation > 0) / (double)wrong.Count, 0.76, 0.84);
    }

    [Fact]
    public void Noise_AtTheEdges_StaysWithinTheQuestion()
    {
        var noise = new GradingNoise { Probability = 1, MaxPoints = 3, Step = 1 };
        var random = new SeededRandom(6);

        Assert.All(Enumerable.Range(0, 200), _ => Assert.InRange(noise.Apply(0.5m, 2, ref random), 0, 2));
    }

    [Fact]
    public async Task Grade_WithNoise_SameRequestSameDeviationAndAnotherModelAnother()
    {
        SimulatorOptions noisy = new() { Truth = SimulatedTruth.Midterm, GradingNoise = new() { Probability = 0.5, MaxPoints = 2 } };
        var totals = new List<decimal>();
        foreach (int seed in Enumerable.Range(0, 12))
        {
            string question = Prompts.Question + $"\n(copy {seed})";
            decimal once = Prompts.Points(await Prompts.GradeAsync(Prompts.Good(Juniper, question), noisy)).Sum();
            Assert.Equal(once, Prompts.Points(await Prompts.GradeAsync(Prompts.Good(Juniper, question), noisy)).Sum());
            totals.Add(once);
        }

        Assert.Contains(5.5m, totals);
        Assert.Contains(totals, total => total != 5.5m);
    }

    [Theory]
    [InlineData(-0.1, 0.5)]
    [InlineData(0.5, 1.5)]
    public async Task Start_NoiseThatCannotBe_IsRefused(double probability, double tooHigh)
    {
        var error = await Assert.ThrowsAsync<ArgumentException>(() => SimulatorServer.StartAsync(
            new() { GradingNoise = new() { Probability = probability, TooHigh = tooHigh }, NameNoise = 2 }));

        Assert.Contains("GradingNoise.Probability is", error.Message, StringComparison.Ordinal);
        Assert.Contains("NameNoise is 2", error.Message, StringComparison.Ordinal);
    }
}
