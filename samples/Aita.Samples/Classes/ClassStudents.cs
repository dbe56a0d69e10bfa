namespace Aita.Samples;

/// <summary>Makes students who answer as well as they can. Pure but for the random numbers it takes.</summary>
internal static class ClassStudents
{
    private static readonly (string Font, float Size)[] Hands =
    [
        ("Caveat-Regular", 36), ("IndieFlower-Regular", 26), ("ShadowsIntoLight-Regular", 27), ("PatrickHand-Regular", 27),
    ];

    private static readonly uint[] Inks = [0x1B2F6E, 0x222222, 0x14406B, 0x30303A, 0x3A2A20, 0x202060, 0x0F3B2E];

    /// <summary>A student of the class; the number decides name and id.</summary>
    public static Student Make(int number, Random random)
    {
        var (font, size) = Hands[random.Next(Hands.Length)];
        var hand = new Hand(
            font, size + (random.Next(-4, 5) * 0.5f), Inks[random.Next(Inks.Length)], 0.8f + (random.Next(7) * 0.1f), random.Next(10) * 0.02f);
        var skill = 0.35 + (random.NextDouble() * 0.6);
        return new Student(InventedNames.Of(number), IdOf(number), hand, [.. ClassExam.Pools.Select(pool => Answer(pool, skill, random)).OfType<Answer>()]);
    }

    /// <summary>Five digits with a zero at the front; two ids differ in more than one of them.</summary>
    public static string IdOf(int number) => $"{1234 + (number * 111):00000}";

    /// <summary>An answer; null now and then from somebody who does not know.</summary>
    private static Answer? Answer(QuestionPool pool, double skill, Random random)
    {
        var lift = random.Next(-14, 15);
        if (random.NextDouble() > skill + 0.5)
        {
            return null;
        }

        AnswerPart[] parts = [.. pool.Criteria.Select(criterion => criterion.Draw(random, skill))];
        return Of(pool.QuestionId, parts) with { Top = ClassExam.Exam.Question(pool.QuestionId).AnswerTop + lift };
    }

    public static Answer Of(string question, IReadOnlyList<AnswerPart> parts) =>
        new(question, parts.Sum(part => part.Points), string.Join('\n', parts.Select(part => part.Text)));
}
