using System.Text.Json;

namespace Aita.Execution;

/// <summary>
/// Hash of a task's id or key, for tables in memory: FNV-1a over its characters, and the finalizer of MurmurHash3, so that all 64 bits are good.
/// Two names may share one. Pure.
/// </summary>
internal static class NameHash
{
    private const ulong Start = 14695981039346656037;
    private const ulong Prime = 1099511628211;
    private const int OnStack = 256;

    public static ulong Of(ReadOnlySpan<char> name)
    {
        var hash = Start;
        foreach (var character in name)
        {
            hash = unchecked((hash ^ character) * Prime);
        }

        return Finish(hash);
    }

    /// <summary>The same of the text that a reader stands at.</summary>
    public static ulong Of(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            throw new InvalidOperationException("A name is a text.");
        }

        if (reader.ValueSpan.Length > OnStack)
        {
            return Of(reader.GetString());
        }

        Span<char> name = stackalloc char[OnStack]; // UTF-8 has at least as many bytes as UTF-16 has characters
        return Of(name[..reader.CopyString(name)]);
    }

    private static ulong Finish(ulong hash)
    {
        unchecked
        {
            hash = (hash ^ (hash >> 33)) * 0xFF51AFD7ED558CCD;
            hash = (hash ^ (hash >> 33)) * 0xC4CEB9FE1A85EC53;
            return hash ^ (hash >> 33);
        }
    }
}
