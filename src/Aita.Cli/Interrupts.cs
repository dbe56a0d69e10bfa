using System.Runtime.InteropServices;

namespace Aita.Cli;

/// <summary>
/// Requests to stop, counted: the first asks to finish what is in flight, the second to abort it. From the third on a signal has the
/// effect it has by default: the process ends. Thread-safe.
/// </summary>
internal sealed class Interrupts : IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _aborting = new();
    private readonly List<PosixSignalRegistration> _signals = [];
    private int _count;

    /// <summary>Cancelled by the first request.</summary>
    public CancellationToken Stopping => _stopping.Token;

    /// <summary>Cancelled by the second request.</summary>
    public CancellationToken Aborting => _aborting.Token;

    /// <summary>Listens to Ctrl-C and SIGTERM of this process.</summary>
    public static Interrupts OfProcess()
    {
        var interrupts = new Interrupts();
        foreach (var signal in (ReadOnlySpan<PosixSignal>)[PosixSignal.SIGINT, PosixSignal.SIGTERM])
        {
            interrupts._signals.Add(PosixSignalRegistration.Create(signal, context => context.Cancel = interrupts.Raise()));
        }

        return interrupts;
    }

    /// <summary>Counts one request.</summary>
    /// <returns>Whether the request was taken up here.</returns>
    public bool Raise()
    {
        switch (Interlocked.Increment(ref _count))
        {
            case 1:
                _stopping.Cancel();
                return true;
            case 2:
                _aborting.Cancel();
                return true;
            default:
                return false;
        }
    }

    public void Dispose()
    {
        _signals.ForEach(static s => s.Dispose());
        _stopping.Dispose();
        _aborting.Dispose();
    }
}
