using System.Globalization;

namespace Aita.Exams.Stages.Grading;

/// <summary>From which confidence on marks can be accepted without a person, and what it rests on. Immutable.</summary>
public sealed record ThresholdProposal
{
    /// <summary>The confidence; <see langword="null"/> when none can be proposed.</summary>
    public double? Threshold { get; init; }

    /// <summary>Why none can be proposed; <see langword="null"/> when one can.</summary>
    public string? Refusal { get; init; }

    /// <summary>The error rate that the teacher named.</summary>
    public double MaxError { get; init; }

    /// <summary>A mark that lies further from the teacher's counts as an error, in points.</summary>
    public decimal Within { get; init; }

    /// <summary>Compared marks at or above the threshold.</summary>
    public int Accepted { get; init; }

    /// <summary>Errors among them.</summary>
    public int Errors { get; init; }

    /// <summary>The error rate that is not exceeded with 95 % confidence.</summary>
    public double? UpperBound { get; init; }

    /// <summary>Share of the compared marks that would be accepted.</summary>
    public double? AcceptedShare { get; init; }

    /// <summary>
    /// The lowest threshold that holds. Thresholds are tried from the highest that has marks enough to show the rate at all, downwards, and the
    /// first that fails ends the search: which one comes first depends on confidences alone, so trying several costs no certainty. Pure.
    /// </summary>
    internal static ThresholdProposal Of(IReadOnlyList<MarkPair> pairs, double maxError, decimal within, MarkSupply supply)
    {
        List<MarkPair> usable = [.. pairs.Where(pair => pair.IsGraded && pair.Confidence is not null)];
        var proposal = new ThresholdProposal { MaxError = maxError, Within = within };
        var needed = AgreementMath.SmallestSample(maxError);
        if (usable.Count < needed)
        {
            return proposal with
            {
                Refusal = string.Create(CultureInfo.InvariantCulture, $"{usable.Count} {(usable.Count == 1 ? "mark is" : "marks are")} too few to show an error rate of {100 * maxError:0.##} %: it takes {needed} without a single error. {supply.Advice(needed)}"),
            };
        }

        ThresholdProposal? best = null;
        foreach (var threshold in usable.Select(pair => pair.Confidence!.Value).Distinct().OrderDescending())
        {
            var above = usable.Where(pair => pair.Confidence >= threshold).ToList();
            if (above.Count < needed)
            {
                continue;
            }

            var errors = above.Count(pair => !pair.IsWithin(within));
            var bound = AgreementMath.UpperBound(errors, above.Count);
            if (bound > maxError)
            {
                return best ?? proposal with
                {
                    Accepted = above.Count,
                    Errors = errors,
                    UpperBound = Math.Round(bound, 4),
                    Refusal = string.Create(CultureInfo.InvariantCulture, $"Of the {above.Count} marks of confidence {threshold:0.00} or more, {errors} are more than {within:0.##} points off: the error rate may be {100 * bound:0.0} %, not {100 * maxError:0.##} %."),
                };
            }

            best = proposal with
            {
                Threshold = threshold,
                Accepted = above.Count,
                Errors = errors,
                UpperBound = Math.Round(bound, 4),
                AcceptedShare = Math.Round((double)above.Count / pairs.Count, 4),
            };
        }

        return best!;
    }
}
