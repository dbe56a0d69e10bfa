using System.Globalization;
using System.Text;

namespace Aita.Simulator;

/// <summary>
/// Recognises text that gives orders to a grader, or that pretends to be its prompt, its rubric or its answer. Letters that only look
/// different (full-width, invisible between, of another alphabet) are read as a model reads them. Pure.
/// </summary>
internal static class Orders
{
    private const string LookAlikes = "аaеeоoрpсcхxуyіiјjѕsԁdһhӏlԛqԝwοoαaνvρpιiκk";
    private const string Accents = "àaáaâaãaäaåaąaçcćcčcďdèeéeêeëeęeěeìiíiîiïiłlñnńnòoóoôoõoöoøoőoùuúuûuüuűuýyśsšsźzżzžzßs";

    private static readonly Dictionary<char, char> Latin = Table(LookAlikes);
    private static readonly Dictionary<char, char> Plain = Table(Accents);

    /// <summary>True when the text holds at least one.</summary>
    public static bool AreIn(string text)
    {
        string read = Read(text);
        string latin = Map(read, Latin);
        return Matches(read) || Matches(latin) || Matches(CloseUp(latin));
    }

    private static bool Matches(string text) => OrderPatterns.All.Any(pattern => pattern.IsMatch(text));

    /// <summary>Without invisible characters, marks of emphasis and accents; letters in their usual form and small.</summary>
    private static string Read(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            int usual = Usual(rune.Value);
            if (usual is not (0 or '*' or '~' or '`') && !IsInvisible(rune) && Rune.TryCreate(usual, out var read))
            {
                plain.Append(Rune.ToLowerInvariant(read).ToString());
            }
        }

        return Map(plain.ToString(), Plain);
    }

    /// <summary>Full-width, mathematical and tag letters as ASCII.</summary>
    private static int Usual(int rune) => rune switch
    {
        >= 0xFF01 and <= 0xFF5E => rune - 0xFF01 + '!',
        >= 0xE0020 and <= 0xE007E => rune - 0xE0000,
        >= 0x1D400 and <= 0x1D6A3 => ((rune - 0x1D400) % 52) is var letter && letter < 26 ? 'A' + letter : 'a' + letter - 26,
        >= 0x24D0 and <= 0x24E9 => rune - 0x24D0 + 'a',
        0x3000 or 0xA0 => ' ',
        _ => rune,
    };

    private static bool IsInvisible(Rune rune) => Rune.GetUnicodeCategory(rune) is
        UnicodeCategory.Format or UnicodeCategory.NonSpacingMark;

    /// <summary>Words whose letters are spaced out: <c>i g n o r e</c>.</summary>
    private static string CloseUp(string text) =>
        OrderPatterns.SpacedWord.Replace(text, static word => string.Concat(word.Value.Where(char.IsLetterOrDigit)));

    private static string Map(string text, Dictionary<char, char> table) =>
        string.Create(text.Length, (text, table), static (target, source) =>
        {
            for (int i = 0; i < target.Length; i++)
            {
                target[i] = source.table.GetValueOrDefault(source.text[i], source.text[i]);
            }
        });

    private static Dictionary<char, char> Table(string pairs) => pairs.Chunk(2).ToDictionary(pair => pair[0], pair => pair[1]);
}
