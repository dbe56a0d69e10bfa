using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Aita.Execution;

/// <summary>
/// What becomes of a task that enters the batch: refused when its id is taken, settled when an earlier run has bought its answer, else its
/// request is built, combined with others where that is wanted, and made ready. Used by the intake's loop only.
/// </summary>
internal sealed class Acceptance(BatchState state, Preparation preparation, Settlement settlement, Publication publication)
{
    private readonly HashSet<ulong> _ids = [];
    private readonly Grouping _grouping = new(state.Options.MaxTasksPerRequest);

    /// <summary>Takes over an open task.</summary>
    public async ValueTask AcceptAsync(WorkItem item)
    {
        state.Metrics.TaskTaken();
        if (!_ids.Add(Hash(item.Task.Id)))
        {
            await publication.RefuseAsync(item, new LlmFailure(FailureKind.Rejected,
                $"The id '{item.Task.Id}' is used by an earlier task of this batch: give every task its own id.")).ConfigureAwait(false);
            return;
        }

        try
        {
            if (await preparation.PrepareAsync(item, state.Stopping).ConfigureAwait(false) is { } failure)
            {
                await publication.FailAsync(item, failure, answer: null).ConfigureAwait(false);
                return;
            }

            if (state.Store is { EarlierCount: > 0 } store
                && await store.FindAsync(item.Task.Id, state.Stopping).ConfigureAwait(false) is { } earlier
                && await settlement.TryReuseAsync(item, earlier).ConfigureAwait(false))
            {
                return;
            }
        }
        catch (OperationCanceledException) when (state.Stopping.IsCancellationRequested)
        {
            await publication.NotRunAsync(item).ConfigureAwait(false);
            return;
        }

        if (state.Options.MaxTasksPerRequest == 1)
        {
            state.Ready.AddNew(item);
            return;
        }

        foreach (var full in _grouping.Add(item))
        {
            await MakeReadyAsync(full).ConfigureAwait(false);
        }
    }

    /// <summary>Makes the group ready that waits for further members.</summary>
    public async ValueTask FlushAsync()
    {
        if (_grouping.Flush() is { } group)
        {
            await MakeReadyAsync(group).ConfigureAwait(false);
        }
    }

    /// <summary>Leaves the group that waits for further members for a later run.</summary>
    public async ValueTask AbandonAsync()
    {
        if (_grouping.Flush() is { } group)
        {
            await publication.NotRunAsync(group).ConfigureAwait(false);
        }
    }

    private async ValueTask MakeReadyAsync(WorkItem item)
    {
        if (item.IsGroup && await preparation.PrepareAsync(item, state.Stopping).ConfigureAwait(false) is { } failure)
        {
            await publication.FailAsync(item, failure, answer: null).ConfigureAwait(false);
            return;
        }

        state.Ready.AddNew(item);
    }

    // 64 bits of a cryptographic hash: among a million ids a false alarm has a chance of one in thirty million.
    private static ulong Hash(string id)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        var length = Encoding.UTF8.GetMaxByteCount(id.Length);
        Span<byte> utf8 = length <= 512 ? stackalloc byte[512] : new byte[length];
        SHA256.HashData(utf8[..Encoding.UTF8.GetBytes(id, utf8)], digest);
        return BinaryPrimitives.ReadUInt64LittleEndian(digest);
    }
}
