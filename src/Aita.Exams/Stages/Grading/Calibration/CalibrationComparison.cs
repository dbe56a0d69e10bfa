using Aita.Exams.Domain;

namespace Aita.Exams.Stages.Grading;

/// <summary>The comparison itself, from marks to figures. Pure.</summary>
internal static class CalibrationComparison
{
    public static CalibrationReport Compare(
        IReadOnlyList<QuestionCase> questions, IReadOnlyList<(GradeDecision Human, MachineMark Machine)> marks, CalibrationOptions options, MarkSupply supply)
    {
        List<MarkPair> pairs = [.. marks.Select(mark => PairOf(mark.Human, mark.Machine))];
        var proposal = options.MaxError is { } rate ? ThresholdProposal.Of(pairs, rate, options.Within, supply) : null;
        return new CalibrationReport
        {
            Threshold = proposal?.Threshold,
            Proposal = proposal,
            Models = [.. marks.Select(mark => mark.Machine.Model).OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
            Overall = Agreement.Of(pairs, options.Seed),
            ByQuestion = questions.Select(question => (question.Id, Pairs: pairs.Where(pair => pair.QuestionId == question.Id).ToList())).Where(entry => entry.Pairs.Count > 0)
                .ToDictionary(entry => entry.Id, entry => Agreement.Of(entry.Pairs, options.Seed), StringComparer.Ordinal),
            ByBand = ((string[])["zero", "mid", "full"]).Select(band => (Band: band, Pairs: pairs.Where(pair => pair.Band == band).ToList())).Where(entry => entry.Pairs.Count > 0)
                .ToDictionary(entry => entry.Band, entry => Agreement.Of(entry.Pairs, options.Seed), StringComparer.Ordinal),
            ByCriterion = [.. CriteriaOf(pairs, options.Seed)],
            Totals = TotalAgreement.Of(pairs, questions.Count, options.Seed),
        };
    }

    private static MarkPair PairOf(GradeDecision human, MachineMark machine) => new()
    {
        Student = human.Student,
        QuestionId = human.QuestionId!,
        Machine = machine.Points,
        Human = human.Points!.Value,
        Possible = machine.Grade.PointsPossible,
        Confidence = machine.Grade.Confidence,
        IsGraded = machine.Grade.State == GradeState.Graded,
        Criteria = human.CriterionPoints.Count != machine.Grade.CriterionScores.Count ? []
            : [.. machine.Grade.CriterionScores.Select((criterion, i) => (criterion.Criterion, criterion.Description, criterion.PointsEarned, human.CriterionPoints[i]))],
    };

    private static IEnumerable<CriterionAgreement> CriteriaOf(IReadOnlyList<MarkPair> pairs, int seed) => pairs
        .SelectMany(pair => pair.Criteria.Select(criterion => (Pair: pair, Criterion: criterion)))
        .GroupBy(entry => (entry.Pair.QuestionId, entry.Criterion.Criterion, entry.Criterion.Description))
        .OrderBy(group => group.Key.QuestionId, NaturalOrder.Instance).ThenBy(group => group.Key.Criterion)
        .Select(group =>
        {
            List<IReadOnlyList<(double, double)>> points =
            [
                .. group.OrderBy(entry => entry.Pair.Student, StringComparer.Ordinal)
                    .Select(entry => (IReadOnlyList<(double, double)>)[((double)entry.Criterion.Machine, (double)entry.Criterion.Human)]),
            ];
            return new CriterionAgreement(
                group.Key.QuestionId, group.Key.Criterion, group.Key.Description, points.Count,
                AgreementMath.Share(group.Count(entry => entry.Criterion.Machine == entry.Criterion.Human), points.Count),
                AgreementMath.Bootstrap(points, AgreementMath.MeanAbsoluteError, seed),
                AgreementMath.Bootstrap(points, AgreementMath.Bias, seed));
        });
}
