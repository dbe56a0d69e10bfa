using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Aita.Execution;

/// <summary>
/// The latest answers, as bytes in one ring: a new answer overwrites the oldest ones. Objects that live for some thousand tasks and then die are
/// what a generational collector is worst at, and bytes cost it nothing. What an answer used and cost is not kept. Not thread-safe.
/// </summary>
/// <typeparam name="TKey">What an answer is found by.</typeparam>
/// <param name="maxAnswers">Answers kept at most.</param>
/// <param name="maxBytes">Size of the ring at most; it grows to that from a small one.</param>
internal sealed class AnswerRing<TKey>(int maxAnswers, int maxBytes)
    where TKey : struct, IEquatable<TKey>
{
    private const int FirstBytes = 64 * 1024;
    private const int Null = -1;
    private const int Growth = 8; // few steps: large arrays that are left behind stay for long

    // Places count bytes from the beginning and never wrap; a place modulo the size is where its bytes are.
    private readonly Dictionary<TKey, long> _places = [];
    private readonly Queue<(TKey Key, long Place)> _oldest = new();
    private readonly ArrayBufferWriter<byte> _entry = new(4096);
    private byte[] _bytes = [];
    private long _end;

    /// <summary>Keeps an answer, unless one is kept for the key or it is too long to be worth it.</summary>
    public void Add(TKey key, in SharedAnswer shared)
    {
        if (_places.ContainsKey(key))
        {
            return;
        }

        Write(shared);
        if (_entry.WrittenCount <= maxBytes / 4)
        {
            var place = MakeRoom(_entry.WrittenCount);
            _entry.WrittenSpan.CopyTo(_bytes.AsSpan((int)(place % _bytes.Length)));
            _places.Add(key, place);
            _oldest.Enqueue((key, place));
        }

        _entry.ResetWrittenCount();
    }

    /// <summary>Finds a kept answer.</summary>
    public bool TryGet(TKey key, [NotNullWhen(true)] out SharedAnswer? shared)
    {
        shared = _places.TryGetValue(key, out var place) ? Read(_bytes.AsSpan((int)(place % _bytes.Length))) : null;
        return shared is not null;
    }

    /// <returns>Where the next bytes go; what was there is forgotten.</returns>
    private long MakeRoom(int length)
    {
        if (_end + length > _bytes.Length && _bytes.Length < maxBytes)
        {
            // Nothing has been overwritten yet, so that places are positions and stay so.
            var larger = GC.AllocateUninitializedArray<byte>((int)Math.Min(maxBytes, Math.Max(FirstBytes, Growth * (_end + length))));
            _bytes.AsSpan(0, (int)_end).CopyTo(larger);
            _bytes = larger;
        }

        var place = _end;
        var untilWrap = _bytes.Length - (place % _bytes.Length);
        place += length > untilWrap ? untilWrap : 0;
        _end = place + length;
        while (_oldest.TryPeek(out var oldest) && (oldest.Place < _end - _bytes.Length || _oldest.Count >= maxAnswers))
        {
            _places.Remove(_oldest.Dequeue().Key);
        }

        return place;
    }

    private void Write(in SharedAnswer shared)
    {
        WriteText(shared.TaskId);
        WriteText(shared.Answer.Text);
        WriteText(shared.Answer.FinishReason);
        WriteText(shared.Answer.Model);
        WriteText(shared.Answer.ResponseId);
        WriteLength(shared.Answer.Body is { } body ? body.Utf8.Length : Null);
        _entry.Write(shared.Answer.Body is { } bytes ? bytes.Utf8.Span : default);
    }

    private static SharedAnswer Read(ReadOnlySpan<byte> entry) => new(ReadText(ref entry)!, new LlmAnswer
    {
        Text = ReadText(ref entry)!,
        FinishReason = ReadText(ref entry),
        Model = ReadText(ref entry),
        ResponseId = ReadText(ref entry),
        Body = ReadLength(ref entry) is >= 0 and var length ? ResponseBody.Of(entry[..length].ToArray()) : null,
    });

    private void WriteLength(int length)
    {
        BinaryPrimitives.WriteInt32LittleEndian(_entry.GetSpan(sizeof(int)), length);
        _entry.Advance(sizeof(int));
    }

    private static int ReadLength(ref ReadOnlySpan<byte> entry)
    {
        var length = BinaryPrimitives.ReadInt32LittleEndian(entry);
        entry = entry[sizeof(int)..];
        return length;
    }

    // Its length and its UTF-8.
    private void WriteText(string? text)
    {
        WriteLength(text is null ? Null : Encoding.UTF8.GetByteCount(text));
        if (text is not null)
        {
            Encoding.UTF8.GetBytes(text, _entry);
        }
    }

    private static string? ReadText(ref ReadOnlySpan<byte> entry)
    {
        var length = ReadLength(ref entry);
        if (length < 0)
        {
            return null;
        }

        var text = Encoding.UTF8.GetString(entry[..length]);
        entry = entry[length..];
        return text;
    }
}
