using System.Globalization;
using Aita.Exams.Stages.Grading;

namespace Aita.Cli.Rendering;

/// <summary>A comparison with a teacher's marks as tables. Pure.</summary>
internal static class CalibrationTables
{
    /// <summary>All answers, then by question, then by the teacher's mark.</summary>
    public static TextTable Agreement(CalibrationReport report)
    {
        var table = Tables.Create("Answers", ">n", ">Equal", ">Within 0.5", ">?Within 1", ">MAE, points", ">?MAE, %", ">Bias, points", ">QWK");
        AddRow(table, "all", report.Overall!);
        foreach (var (question, agreement) in report.ByQuestion)
        {
            AddRow(table, $"question {question}", agreement);
        }

        foreach (var (band, agreement) in report.ByBand)
        {
            AddRow(table, $"{band} marks", agreement);
        }

        return table;
    }

    /// <summary>A row a criterion.</summary>
    public static TextTable Criteria(CalibrationReport report)
    {
        var table = Tables.Create("Question", ">Criterion", ">n", ">Equal", ">MAE, points", ">?Bias, points", "Asks for");
        foreach (var criterion in report.ByCriterion)
        {
            table.Row(
                criterion.QuestionId, criterion.Criterion.ToString(CultureInfo.InvariantCulture), criterion.N.ToString(CultureInfo.InvariantCulture),
                Percent(criterion.Exact), Number(criterion.MeanAbsoluteError), Number(criterion.Bias), criterion.Description);
        }

        return table;
    }

    /// <summary>The totals, the threshold, and what else must be said.</summary>
    public static IEnumerable<string> Lines(CalibrationReport report)
    {
        if (report.Totals is { N: > 0 } totals)
        {
            yield return $"totals     {totals.N} whole exams: MAE {Number(totals.MeanAbsoluteError)} points, bias {Number(totals.Bias)}, R² {Number(totals.Determination)}";
        }

        if (report.WithoutMachineMark > 0)
        {
            yield return $"left out   {Units.Plural(report.WithoutMachineMark, "answer", "answers")} that no model has marked";
        }

        yield return $"threshold  {Threshold(report)}";
        if (report is { Threshold: null, EarlierThreshold: { } gone })
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"warning: the threshold of {gone:0.00} that stood before is taken away: every mark that it accepted is a suggestion again.");
        }
    }

    private static string Threshold(CalibrationReport report) => report switch
    {
        { Threshold: { } threshold, Kept: { } kept } => string.Create(CultureInfo.InvariantCulture, $"{threshold:0.00}, kept as {kept.Source} set it{(kept.ComparedAt is { } date ? $" on {date:yyyy-MM-dd}" : "")}: --max-error RATE sets it anew, --no-threshold takes it away"),
        { Threshold: { } threshold, Proposal: { } proposal } => string.Create(CultureInfo.InvariantCulture, $"{threshold:0.00}{Before(report)}: accepts {proposal.Accepted} of these ({100 * proposal.AcceptedShare:0} %) with {proposal.Errors} more than {proposal.Within:0.##} points off; with 95 % confidence at most {100 * proposal.UpperBound:0.0} % are"),
        { Proposal.Refusal: { } refusal } => $"none: {refusal}",
        _ => "none: --max-error RATE proposes one; until then every mark is a suggestion",
    };

    private static string Before(CalibrationReport report) =>
        report.EarlierThreshold is { } earlier && earlier != report.Threshold ? string.Create(CultureInfo.InvariantCulture, $" (before {earlier:0.00})") : "";

    private static void AddRow(TextTable table, string name, Agreement agreement) => table.Row(
        name, agreement.N.ToString(CultureInfo.InvariantCulture), Percent(agreement.Exact), Percent(agreement.WithinHalf), Percent(agreement.WithinOne),
        Number(agreement.MeanAbsoluteError), Number(agreement.MeanAbsoluteErrorPercent), Number(agreement.Bias), Number(agreement.QuadraticKappa));

    private static string Percent(Statistic? statistic) => statistic is null ? "-"
        : string.Create(CultureInfo.InvariantCulture, $"{100 * statistic.Value:0} % ({100 * statistic.Low:0}-{100 * statistic.High:0})");

    private static string Number(Statistic? statistic) => statistic is null ? "-"
        : string.Create(CultureInfo.InvariantCulture, $"{statistic.Value:0.00} ({statistic.Low:0.00} to {statistic.High:0.00})");
}
