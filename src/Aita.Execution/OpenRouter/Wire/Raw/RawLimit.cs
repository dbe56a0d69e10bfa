using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Aita.Execution;

/// <summary>The most output tokens that a raw request body asks for: its <c>max_tokens</c> or <c>max_completion_tokens</c>. Pure.</summary>
internal static class RawLimit
{
    /// <summary>Where the limit of an earlier body may have stood is tried for so many members.</summary>
    private const int MostMembers = 16;

    private delegate bool IsMember(ref RawMembers members);

    private static readonly byte[][] Names = [[.. "\"max_tokens\""u8], [.. "\"max_completion_tokens\""u8]];

    /// <summary>Reads the limit, the larger one of two; null when the body has none, or cannot be read. Servers take 0 and less for none.</summary>
    public static int? Read(ReadOnlySpan<byte> body) => Read(body, IsAt);

    /// <summary>Reads how many answers the body asks for, each up to its limit (<c>n</c>); 1 when it does not say.</summary>
    public static int ReadAnswers(ReadOnlySpan<byte> body) => Math.Max(1, Read(body, static (ref members) => members.IsAt("n"u8)) ?? 1);

    /// <summary>
    /// The bodies that are this one with another limit, byte by byte. Where it has none, that may have been any member; names, colons and commas
    /// are taken to be spaced as in the rest.
    /// </summary>
    /// <param name="body">A chat completion request as UTF-8 JSON.</param>
    /// <param name="limit">The other limit; null for none.</param>
    public static IEnumerable<ReadOnlyMemory<byte>> With(ReadOnlyMemory<byte> body, long? limit)
    {
        if (Layout.Of(body.Span) is not { Limits: <= 1, Members.Count: > 0 } layout)
        {
            yield break;
        }

        var members = layout.Members;
        byte[] value = limit is { } number ? Encoding.ASCII.GetBytes(number.ToString(CultureInfo.InvariantCulture)) : [.. "null"u8];
        if (layout.Limits == 1)
        {
            var at = layout.LimitAt;
            yield return Replace(body, members[at].Value, value);
            if (limit is null)
            {
                yield return Replace(body, WithComma(members, at), []);
            }
        }
        else if (limit is not null && members.Count <= MostMembers)
        {
            foreach (var name in Names)
            {
                for (var i = members.Count; i >= 0; i--)
                {
                    yield return Insert(body, members, i, name, value);
                }
            }
        }
    }

    /// <summary>
    /// The body with a limit, as its last member or instead of a null; null for what is no request, and for one whose limit cannot be read: it is its own.
    /// </summary>
    /// <param name="body">A chat completion request as UTF-8 JSON that sets no limit.</param>
    /// <param name="limit">The limit.</param>
    public static ReadOnlyMemory<byte>? Set(ReadOnlyMemory<byte> body, int limit)
    {
        body = RawMembers.WithoutMark(body);
        var value = Encoding.ASCII.GetBytes(limit.ToString(CultureInfo.InvariantCulture));
        if (Layout.Of(body.Span) is not { Limits: <= 1, Members: { Count: > 0 } members } layout)
        {
            return null;
        }

        if (layout.Limits == 0)
        {
            return Insert(body, members, members.Count, Names[0], value);
        }

        var own = members[layout.LimitAt].Value;
        if (!body.Span[own].SequenceEqual("null"u8))
        {
            return null; // in a conditional, a null would become an empty body
        }

        return Replace(body, own, value);
    }

    // Spaced like the first member.
    private static ReadOnlyMemory<byte> Insert(ReadOnlyMemory<byte> body, IReadOnlyList<Member> members, int at, byte[] name, byte[] value)
    {
        var colon = body[members[0].NameEnd..members[0].Value.Start.Value];
        var comma = members.Count == 1 ? ","u8.ToArray() : body[members[0].Value.End.Value..members[1].Name];
        byte[] member = [.. name, .. colon.Span, .. value];
        return at == members.Count
            ? Replace(body, members[^1].Value.End.Value..members[^1].Value.End.Value, [.. comma.Span, .. member])
            : Replace(body, members[at].Name..members[at].Name, [.. member, .. comma.Span]);
    }

    private static Range WithComma(IReadOnlyList<Member> members, int at) =>
        at + 1 < members.Count ? members[at].Name..members[at + 1].Name
        : at > 0 ? members[at - 1].Value.End.Value..members[at].Value.End.Value
        : members[at].Name..members[at].Value.End.Value;

    private static ReadOnlyMemory<byte> Replace(ReadOnlyMemory<byte> body, Range place, byte[] bytes) =>
        (byte[])[.. body.Span[..place.Start], .. bytes, .. body.Span[place.End..]];

    private static int? Read(ReadOnlySpan<byte> body, IsMember isWanted)
    {
        int? found = null;
        try
        {
            var members = new RawMembers(RawMembers.WithoutMark(body));
            while (members.MoveNext())
            {
                if (isWanted(ref members) && members.Reader.TokenType == JsonTokenType.Number && members.Reader.TryGetInt32(out var number) && number > 0)
                {
                    found = Math.Max(found ?? 0, number);
                }
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // Whoever sends it says so.
        }

        return found;
    }

    private static bool IsAt(ref RawMembers members) => members.IsAt("max_tokens"u8) || members.IsAt("max_completion_tokens"u8);

    /// <summary>Where a member stands: begin and end of its name, and its value.</summary>
    private readonly record struct Member(int Name, int NameEnd, Range Value);

    /// <summary>The members of a body, and which of them is the limit.</summary>
    private sealed record Layout(IReadOnlyList<Member> Members, int Limits, int LimitAt)
    {
        public static Layout? Of(ReadOnlySpan<byte> body)
        {
            List<Member> found = [];
            var (limits, at) = (0, 0);
            try
            {
                var members = new RawMembers(body);
                while (members.MoveNext())
                {
                    var name = (int)members.Reader.TokenStartIndex;
                    var nameEnd = (int)members.Reader.TokenStartIndex + members.Reader.ValueSpan.Length + 2;
                    if (IsAt(ref members))
                    {
                        (limits, at) = (limits + 1, found.Count);
                    }
                    else
                    {
                        members.Reader.Read();
                    }

                    var start = (int)members.Reader.TokenStartIndex;
                    members.Reader.Skip();
                    found.Add(new Member(name, nameEnd, start..(int)members.Reader.BytesConsumed));
                }

                return new(found, limits, at);
            }
            catch (Exception exception) when (exception is JsonException or InvalidOperationException)
            {
                return null;
            }
        }
    }
}
