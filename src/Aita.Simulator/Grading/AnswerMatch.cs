namespace Aita.Simulator;

/// <summary>Which known answer a text is, although it may be misread, incomplete, or have more around it. Pure.</summary>
/// <param name="Known">The known answer; null when the text is none of them.</param>
/// <param name="Similarity">The share of the known answer that is there, 0 to 1.</param>
internal sealed record AnswerMatch(KnownAnswer? Known, double Similarity)
{
    /// <summary>Shorter texts must be the whole text or its first line: they are within too many others.</summary>
    private const int ShortText = 12;

    private const double EnoughIsThere = 0.75;

    public static AnswerMatch Best(IReadOnlyList<KnownAnswer> known, string text)
    {
        string wanted = Squeeze(text);
        string firstLine = Squeeze(text.TrimStart().Split('\n')[0]);
        var pairs = Pairs(wanted);
        AnswerMatch best = new(null, 0);
        double bestRank = 0;
        foreach (var candidate in known)
        {
            string squeezed = Squeeze(candidate.Text);
            var (rank, there) = squeezed.Length >= ShortText
                ? Compare(pairs, wanted.Length, squeezed)
                : squeezed.Equals(wanted, StringComparison.Ordinal) ? (2.0, 1.0)
                : squeezed.Equals(firstLine, StringComparison.Ordinal) ? (0.01, 1.0)
                : (0, 0);
            if (there >= EnoughIsThere && rank > bestRank)
            {
                bestRank = rank;
                best = new AnswerMatch(candidate, there);
            }
        }

        return best;
    }

    /// <summary>How alike both texts are (Dice coefficient of their pairs of characters), and how much of the candidate is there.</summary>
    private static (double Rank, double There) Compare(Dictionary<(char, char), int> pairs, int length, string candidate)
    {
        int common = Pairs(candidate).Sum(pair => Math.Min(pair.Value, pairs.GetValueOrDefault(pair.Key)));
        int own = candidate.Length - 1;
        return (2.0 * common / Math.Max(1, own + length - 1), (double)common / own);
    }

    private static Dictionary<(char, char), int> Pairs(string text)
    {
        var pairs = new Dictionary<(char, char), int>();
        for (int i = 1; i < text.Length; i++)
        {
            var pair = (text[i - 1], text[i]);
            pairs[pair] = pairs.GetValueOrDefault(pair) + 1;
        }

        return pairs;
    }

    private static string Squeeze(string text) => string.Concat(text.Where(c => !char.IsWhiteSpace(c)));
}
