using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Aita.Execution;

/// <summary>
/// What a checkpoint's file name says: <c>{safe name}_{yyyyMMdd_HHmmss}[_{number}].checkpoint.json</c>, in UTC so that names sort by age.
/// The name in the header of the file decides what batch it belongs to; the file name only finds it. Pure.
/// </summary>
internal sealed partial record CheckpointName(string Safe, string Stamp, int Number)
{
    public const string Pattern = "*" + Extension;
    private const string Extension = ".checkpoint.json";
    private const string StampFormat = "yyyyMMdd_HHmmss";
    private const int MaxSafeBytes = 100;

    /// <summary>Sorts by age.</summary>
    public (string Stamp, int Number) Age => (Stamp, Number);

    public string FileName => Number == 1 ? $"{Safe}_{Stamp}{Extension}" : $"{Safe}_{Stamp}_{Number}{Extension}";

    public DateTimeOffset CreatedAt => DateTimeOffset.TryParseExact(
        Stamp, StampFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var parsed) ? parsed : default;

    public static CheckpointName Create(string name, DateTimeOffset now, int number) =>
        new(MakeSafe(name), now.UtcDateTime.ToString(StampFormat, CultureInfo.InvariantCulture), number);

    public static CheckpointName? Parse(string fileName)
    {
        var match = Shape().Match(fileName);
        var number = match.Groups["number"];
        return match.Success
            ? new(
                match.Groups["safe"].Value,
                match.Groups["stamp"].Value,
                number.Success ? int.Parse(number.Value, CultureInfo.InvariantCulture) : 1)
            : null;
    }

    /// <summary>
    /// Letters and digits of any script and <c>- _ .</c> stay. A changed or shortened name gets a hash, so that two names never share a form.
    /// </summary>
    public static string MakeSafe(string name)
    {
        var safe = new StringBuilder(name.Length);
        var bytes = 0;
        foreach (var rune in name.EnumerateRunes())
        {
            var kept = Rune.IsLetterOrDigit(rune) || rune.Value is '-' or '_' || (rune.Value == '.' && safe.Length > 0) ? rune : new Rune('_');
            bytes += kept.Utf8SequenceLength;
            if (bytes > MaxSafeBytes)
            {
                break;
            }

            safe.Append(kept);
        }

        var result = safe.ToString();
        if (string.Equals(result, name, StringComparison.Ordinal))
        {
            return result;
        }

        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(name));
        return $"{result}-{Convert.ToHexStringLower(hash.AsSpan(0, 4))}";
    }

    [GeneratedRegex(
        @"^(?<safe>.+)_(?<stamp>\d{8}_\d{6})(_(?<number>\d{1,6}))?\.checkpoint\.json$",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Shape();
}
