using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace Aita.Exams.Workspace;

/// <summary>Turns the name of a student or an assignment into one folder name that is valid on every system and cannot leave its parent.</summary>
public static class SafeName
{
    /// <summary>In UTF-16 units: at most 240 bytes of UTF-8, and file systems allow 255.</summary>
    private const int MaxLength = 80;

    private const int HashLength = 8;

    private static readonly SearchValues<char> Forbidden = SearchValues.Create("/\\:*?\"<>|");

    private static readonly string[] Devices =
        ["CON", "PRN", "AUX", "NUL", .. Enumerable.Range(0, 10).SelectMany(n => new[] { $"COM{n}", $"LPT{n}" })];

    /// <summary>
    /// The name itself if it is safe, so that existing folders are found again; otherwise a readable form plus a short hash of the name,
    /// so that two different names never share a folder. Applying it twice changes nothing.
    /// </summary>
    /// <exception cref="ExamException">The name is empty (<see cref="ExamErrorKind.UnsafeName"/>).</exception>
    public static string Of(string name)
    {
        if (string.IsNullOrWhiteSpace(name))
        {
            throw new ExamException(ExamErrorKind.UnsafeName, "The name is empty; give the student or assignment a name.");
        }

        if (string.Equals(Replace(name, MaxLength), name, StringComparison.Ordinal) && !IsDevice(name))
        {
            return name;
        }

        var readable = Replace(name, MaxLength - HashLength - 2);
        return $"{(readable.Length == 0 || IsDevice(readable) ? "_" : "")}{readable}-{ShortHash(name)}";
    }

    private static string Replace(string name, int maxLength)
    {
        var safe = new StringBuilder(maxLength);
        foreach (var rune in name.EnumerateRunes())
        {
            if (safe.Length + rune.Utf16SequenceLength > maxLength)
            {
                break;
            }

            _ = IsForbidden(rune) ? safe.Append('_') : safe.Append(rune.ToString());
        }

        return safe.ToString().Trim(' ', '.');
    }

    private static bool IsForbidden(Rune rune) =>
        Rune.IsControl(rune) || rune == Rune.ReplacementChar || (rune.IsBmp && Forbidden.Contains((char)rune.Value));

    private static bool IsDevice(string name) =>
        Devices.Contains(name.Split('.')[0].TrimEnd(), StringComparer.OrdinalIgnoreCase);

    private static string ShortHash(string name) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)))[..HashLength];
}
