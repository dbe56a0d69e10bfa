using System.Runtime.CompilerServices;

namespace Aita.Tests;

/// <summary>Compares text with an approved file beside the test; <c>AITA_APPROVE=1</c> writes the file anew.</summary>
internal static class Approved
{
    public static void Match(string actual, string name, [CallerFilePath] string testFile = "")
    {
        var path = Path.Combine(Path.GetDirectoryName(testFile)!, $"{name}.approved.txt");
        var text = actual.ReplaceLineEndings("\n");
        if (string.Equals(Environment.GetEnvironmentVariable("AITA_APPROVE"), "1", StringComparison.Ordinal))
        {
            File.WriteAllText(path, text);
        }

        var approved = File.Exists(path) ? File.ReadAllText(path).ReplaceLineEndings("\n") : string.Empty;
        if (!string.Equals(approved, text, StringComparison.Ordinal))
        {
            var at = approved.Zip(text).TakeWhile(static pair => pair.First == pair.Second).Count();
            Assert.Fail(
                $"{Path.GetFileName(path)} differs from character {at}: approved \"{Excerpt(approved, at)}\", now \"{Excerpt(text, at)}\". " +
                "If the change is wanted, run the tests once with AITA_APPROVE=1 and commit the file.");
        }
    }

    private static string Excerpt(string text, int at) => text[at..Math.Min(text.Length, at + 80)].ReplaceLineEndings("\\n");
}
