using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Aita.Simulator;

/// <summary>Remembers which leading messages were seen when. Thread-safe; the time is an argument.</summary>
internal sealed class PromptCache(PromptCacheOptions options)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<ulong, TimeSpan> _lastUse = [];

    public PromptCacheOptions Options => options;

    /// <summary>How many leading messages of a request can be cached.</summary>
    public int CacheableMessages(ChatRequest request) =>
        options.ExplicitModels.Any(model => request.Model.StartsWith(model, StringComparison.OrdinalIgnoreCase))
            ? request.Messages.FindLastIndex(static message => message.IsMarked) + 1
            : request.Messages.Count;

    /// <summary>Keys of the request's prefixes, shortest first: a chain of hashes over model and messages.</summary>
    /// <param name="request">The request.</param>
    /// <param name="messages">How many of its messages can be cached.</param>
    public static ulong[] PrefixKeys(ChatRequest request, int messages)
    {
        var keys = new ulong[messages];
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(request.Model), digest);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (int i = 0; i < keys.Length; i++)
        {
            hash.AppendData(digest);
            hash.AppendData(request.Bytes(request.Messages[i].Json));
            hash.GetHashAndReset(digest);
            keys[i] = BinaryPrimitives.ReadUInt64LittleEndian(digest);
        }

        return keys;
    }

    /// <summary>Tokens of the longest remembered prefix that is long enough; 0 if there is none.</summary>
    public int CachedTokens(ChatRequest request, ulong[] keys, TimeSpan now)
    {
        int tokens = 0;
        int cached = 0;
        lock (_lock)
        {
            for (int i = 0; i < keys.Length; i++)
            {
                tokens += request.Messages[i].Tokens;
                if (tokens >= options.MinTokens && _lastUse.TryGetValue(keys[i], out var used) && now - used <= options.TimeToLive)
                {
                    cached = tokens;
                }
            }
        }

        return cached;
    }

    /// <summary>Remembers all prefixes of a finished request.</summary>
    public void Remember(ulong[] keys, TimeSpan now)
    {
        lock (_lock)
        {
            if (_lastUse.Count + keys.Length > options.Capacity)
            {
                MakeRoom(keys.Length, now);
            }

            foreach (ulong key in keys)
            {
                _lastUse[key] = now;
            }
        }
    }

    private void MakeRoom(int needed, TimeSpan now)
    {
        foreach (var (key, used) in _lastUse)
        {
            if (now - used > options.TimeToLive)
            {
                _lastUse.Remove(key);
            }
        }

        if (_lastUse.Count + needed > options.Capacity)
        {
            _lastUse.Clear();
        }
    }
}
