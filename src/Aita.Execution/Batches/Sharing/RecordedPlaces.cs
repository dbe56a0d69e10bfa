using Microsoft.Win32.SafeHandles;

namespace Aita.Execution;

/// <summary>
/// Where the records of millions of requests are, in memory that does not grow with them: a filter, which says at once of nearly all new requests
/// that they are new, and the latest places. When these are many, they go to a temporary file as one run; only what the filter lets through is looked
/// for there. Each level has twice as many runs as the one before, and a filter of its own: the first one takes a million requests, all of them 32 million.
/// What comes after that, or when the file fails, is not remembered. Thread-safe; no lock is held over I/O.
/// </summary>
internal sealed class RecordedPlaces : IDisposable
{
    private const int Levels = 5;
    private const int FewPlaces = 1024; // searched one by one: a small batch makes no filter

    private readonly Lock _lock = new();
    private readonly PlaceFile _file;
    private readonly Action<Exception> _failed;
    private readonly int _runSize;
    private readonly int _firstRuns;
    private readonly PlaceLevel?[] _levels = new PlaceLevel?[Levels];
    private int _level = -1;
    private Place[] _latest = [];
    private int _count;

    // The run that is being written, and its level; null for none.
    private Place[] _sorted = [];
    private PlaceLevel? _inWriting;
    private bool _isOver;
    private int _hasFailed;

    /// <param name="create">Makes the temporary file.</param>
    /// <param name="failed">Told once when the file cannot be written or read.</param>
    /// <param name="runSize">Places in memory before they go to the file.</param>
    /// <param name="firstRuns">Runs of the first level.</param>
    public RecordedPlaces(Func<SafeFileHandle> create, Action<Exception> failed, int runSize = 16 * 1024, int firstRuns = 64) =>
        (_file, _failed, _runSize, _firstRuns) = (new PlaceFile(create), failed, runSize, firstRuns);

    /// <summary>Remembers a place, beside those of the same request.</summary>
    public void Add(ulong request, long offset)
    {
        var isRun = false;
        lock (_lock)
        {
            if (_count == _latest.Length)
            {
                isRun = TryMakeRoom();
            }

            if (!_isOver && _count < _latest.Length) // else the disk takes longer than the batch for all these
            {
                if (_level >= 0)
                {
                    _levels[_level]!.Filter.Add(request);
                }

                _latest[_count++] = new(request, offset);
            }
        }

        if (isRun)
        {
            WriteRun();
        }
    }

    /// <summary>Finds the latest places of a request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="offsets">Gets the offsets, the last one that was added first.</param>
    /// <returns>How many there are, and are wanted.</returns>
    public int Find(ulong request, Span<long> offsets)
    {
        Span<int> runs = stackalloc int[Levels];
        var found = 0;
        lock (_lock)
        {
            var isPossible = _level < 0;
            for (var level = 0; level <= _level; level++)
            {
                var passes = _levels[level]!.Filter.MayContain(request);
                runs[level] = passes ? _levels[level]!.Runs : 0;
                isPossible |= passes;
            }

            if (!isPossible)
            {
                return 0;
            }

            found = Place.Collect(_latest.AsSpan(0, _count), request, offsets, found);
            found = _inWriting is null ? found : Place.Collect(_sorted, request, offsets, found);
        }

        return FindWritten(runs, request, offsets, found);
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _isOver = true;
        }

        _file.Dispose();
    }

    /// <summary>Makes room for a place, under the lock.</summary>
    /// <returns>Whether a run is to be written now.</returns>
    private bool TryMakeRoom()
    {
        if (_isOver || _inWriting is not null)
        {
            return false;
        }

        if (_latest.Length == 0)
        {
            _latest = new Place[Math.Min(FewPlaces, _runSize)];
            return false;
        }

        if (_level < 0)
        {
            OpenLevel(firstRun: 0);
            foreach (var place in _latest)
            {
                _levels[_level]!.Filter.Add(place.Request);
            }
        }

        if (_latest.Length < _runSize)
        {
            Array.Resize(ref _latest, _runSize);
            return false;
        }

        if (_sorted.Length == 0)
        {
            _sorted = GC.AllocateUninitializedArray<Place>(_runSize);
        }

        _inWriting = _levels[_level]!;
        if (_inWriting.Sort(_latest, _sorted))
        {
            OpenLevel(_inWriting.End);
        }

        _count = 0;
        return true;
    }

    private void OpenLevel(int firstRun)
    {
        if (_level + 1 < Levels)
        {
            _level++;
            _levels[_level] = new PlaceLevel(firstRun, _firstRuns << _level, _runSize);
        }
        else
        {
            _isOver = true;
        }
    }

    private void WriteRun()
    {
        Exception? failure = null;
        try
        {
            _inWriting!.Write(_file, _sorted);
        }
        catch (Exception e)
        {
            failure = e; // whatever it is: a batch does not end for want of this file
        }

        lock (_lock)
        {
            if (failure is null)
            {
                _inWriting!.Written();
            }

            _isOver |= failure is not null;
            _inWriting = null;
        }

        Report(failure);
    }

    private int FindWritten(ReadOnlySpan<int> runs, ulong request, Span<long> offsets, int found)
    {
        try
        {
            for (var level = Levels - 1; level >= 0 && found < offsets.Length; level--)
            {
                found = runs[level] == 0 ? found : _levels[level]!.Collect(_file, runs[level], request, offsets, found);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            Report(e);
        }

        return found;
    }

    private void Report(Exception? failure)
    {
        if (failure is not (null or ObjectDisposedException) && Interlocked.Exchange(ref _hasFailed, 1) == 0)
        {
            _failed(failure);
        }
    }
}
