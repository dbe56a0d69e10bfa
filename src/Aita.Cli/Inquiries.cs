using System.Runtime.InteropServices;

namespace Aita.Cli;

/// <summary>Questions of a person to a run: why is it slow? Asked by the signal SIGUSR1, or with the key <c>?</c>. Thread-safe.</summary>
internal sealed class Inquiries : IDisposable
{
    private PosixSignalRegistration? _signal;

    /// <summary>A person asks; raised on any thread.</summary>
    public event EventHandler? Asked;

    /// <summary>Listens to SIGUSR1 of this process, where the system has it.</summary>
    public static Inquiries OfProcess()
    {
        var inquiries = new Inquiries();
        try
        {
            inquiries._signal = UserSignal is { } signal
                ? PosixSignalRegistration.Create(signal, context =>
                {
                    context.Cancel = true; // unhandled it would end the process
                    inquiries.Ask();
                })
                : null;
        }
        catch (PlatformNotSupportedException)
        {
            // The key is left.
        }

        return inquiries;
    }

    public void Ask() => Asked?.Invoke(this, EventArgs.Empty);

    public void Dispose() => _signal?.Dispose();

    /// <summary>SIGUSR1 by its number, since the runtime has no name for it: 10 on Linux, 30 on macOS and the BSDs.</summary>
    private static PosixSignal? UserSignal =>
        OperatingSystem.IsLinux() ? (PosixSignal)10
        : OperatingSystem.IsMacOS() || OperatingSystem.IsFreeBSD() ? (PosixSignal)30
        : null;
}
