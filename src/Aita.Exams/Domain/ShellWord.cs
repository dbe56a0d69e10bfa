namespace Aita.Exams.Domain;

/// <summary>Names and paths in commands that are shown to be typed. Pure.</summary>
public static class ShellWord
{
    private const string Plain = "-_./:@%+=,";

    /// <summary>A text as a shell takes it for one word: as it is where it can be, else in quotes.</summary>
    public static string Quote(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length > 0 && text.All(letter => char.IsLetterOrDigit(letter) || Plain.Contains(letter, StringComparison.Ordinal) || (letter == '\\' && OperatingSystem.IsWindows())))
        {
            return text;
        }

        // What a shell still reads between double quotes it does not read between single ones; Windows knows only the former.
        return OperatingSystem.IsWindows() || text.IndexOfAny(['$', '`', '"', '\\', '!']) < 0 ? $"\"{text}\"" : $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
    }
}
