namespace Aita.Simulator;

/// <summary>Token counts without a tokenizer: four characters to a token, and a constant per image.</summary>
internal static class TokenEstimate
{
    /// <summary>Role and separators.</summary>
    public const int PerMessage = 4;

    /// <summary>258 for the whole and 258 for each of four tiles, as Gemini counts a scanned page.</summary>
    public const int PerImage = 5 * 258;

    private const int CharactersPerToken = 4;

    public static int OfText(int characters) => (characters + CharactersPerToken - 1) / CharactersPerToken;

    public static int Characters(int tokens) => (int)Math.Min((long)tokens * CharactersPerToken, int.MaxValue);
}
