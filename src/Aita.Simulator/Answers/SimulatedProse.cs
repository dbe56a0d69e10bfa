using System.Text;

namespace Aita.Simulator;

/// <summary>Makes sentences that say they are simulated, from words of the request. Not thread-safe: one per answer.</summary>
internal sealed class SimulatedProse
{
    private const int MaxWords = 64;
    private const int MaxWordLength = 24;

    private static readonly string[] Spare = ["model", "answer", "value", "step", "result", "method", "reason", "example"];
    private static readonly string[] Latex = [@"$\frac{1}{2}$", @"$\alpha$", @"$\sum_{i=1}^{n} i$", @"$\theta \times \nu$", @"$x^2 \leq 4$"];

    private readonly string[] _words;
    private readonly double _latexShare;
    private SeededRandom _random;

    public SimulatedProse(string askedText, SeededRandom random, double latexShare)
    {
        _random = random;
        _latexShare = latexShare;
        _words = WordsOf(askedText);
    }

    /// <summary>The sequence that all choices of one answer are drawn from.</summary>
    public ref SeededRandom Random => ref _random;

    /// <summary>A short phrase, for example <c>Simulated feedback about entropy method, with $\alpha$.</c></summary>
    public string Phrase(string propertyName)
    {
        var text = new StringBuilder("Simulated ").Append(propertyName.Replace('_', ' ')).Append(" about");
        for (int i = _random.Next(2, 5); i > 0; i--)
        {
            text.Append(' ').Append(Word());
        }

        if (_random.NextDouble() < _latexShare)
        {
            text.Append(", with ").Append(_latexShare >= 1 ? @"$\alpha = \frac{1}{2}$" : Latex[_random.Next(Latex.Length)]);
        }

        return text.Append('.').ToString();
    }

    /// <summary>A free text of about <paramref name="characters"/> characters that begins by echoing what was asked.</summary>
    public string Text(int characters)
    {
        var text = new StringBuilder(characters + MaxWordLength);
        text.Append("Simulated answer to: ").AppendJoin(' ', _words.AsSpan(0, Math.Min(_words.Length, 8))!).Append('.');
        while (text.Length < characters)
        {
            text.Append(' ').Append(Word());
        }

        if (text.Length > characters && characters > 60)
        {
            text.Length = characters - 1;
            text.Append('.');
        }

        return text.ToString();
    }

    private string Word() => _words[_random.Next(_words.Length)];

    private static string[] WordsOf(string text)
    {
        var words = new List<string>();
        int start = -1;
        for (int i = 0; i <= text.Length && words.Count < MaxWords; i++)
        {
            bool inWord = i < text.Length && char.IsLetterOrDigit(text[i]);
            if (inWord && start < 0)
            {
                start = i;
            }
            else if (!inWord && start >= 0)
            {
                words.Add(text[start..Math.Min(i, start + MaxWordLength)]);
                start = -1;
            }
        }

        return words.Count > 0 ? [.. words] : Spare;
    }
}
