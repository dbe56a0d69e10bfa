using System.Text;

namespace Aita.Simulator;

/// <summary>Misreads characters as handwriting recognition does: look-alikes, dropped and doubled characters. Pure.</summary>
internal static class ReadingNoise
{
    private const string LookAlikes = "o0O;0oO;l1I;1lI;I1l;5S;S5;2Z;Z2;8B;B8;6b;b6;g9q;9gq;qg9;ce;ec;nm;mn;uv;vu;a o;i j;rt;tr;hk;kh";

    private static readonly Dictionary<char, string> Alternatives =
        LookAlikes.Split(';').ToDictionary(entry => entry[0], entry => entry[1..].Replace(" ", "", StringComparison.Ordinal));

    /// <summary>The text with about <paramref name="errorRate"/> of its characters wrong, and how many are.</summary>
    public static (string Text, int Errors) Apply(string text, double errorRate, ref SeededRandom random)
    {
        if (errorRate <= 0)
        {
            return (text, 0);
        }

        int errors = 0;
        var noisy = new StringBuilder(text.Length + 8);
        foreach (char c in text)
        {
            if (char.IsAsciiLetterOrDigit(c) && random.NextDouble() < errorRate)
            {
                errors++;
                Misread(noisy, c, ref random);
            }
            else
            {
                noisy.Append(c);
            }
        }

        return (noisy.ToString(), errors);
    }

    private static void Misread(StringBuilder text, char c, ref SeededRandom random)
    {
        double kind = random.NextDouble();
        if (kind < 0.15)
        {
            return;
        }

        if (kind < 0.3)
        {
            text.Append(c).Append(c);
        }
        else if (Alternatives.TryGetValue(c, out string? others))
        {
            text.Append(others[random.Next(others.Length)]);
        }
        else
        {
            // The neighbour in the alphabet: always another character.
            text.Append(c is 'z' or 'Z' or '9' ? (char)(c - 1) : (char)(c + 1));
        }
    }
}
