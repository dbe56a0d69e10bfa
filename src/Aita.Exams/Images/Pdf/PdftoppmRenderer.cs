using System.ComponentModel;
using System.Diagnostics;

namespace Aita.Exams.Images;

/// <summary>
/// Draws pages with <c>pdftoppm</c> of poppler-utils, one process a page, straight to JPEG: its PNG writer takes forty times as long on scans.
/// Thread-safe.
/// </summary>
/// <param name="program">The program, by name or path.</param>
/// <param name="timeout">How long one page may take.</param>
/// <param name="time">The clock of the time limit.</param>
internal sealed class PdftoppmRenderer(string program = "pdftoppm", TimeSpan? timeout = null, TimeProvider? time = null) : IPdfRenderer
{
    private const int MaxBytes = 64 * 1024 * 1024;

    private readonly TimeSpan _timeout = timeout ?? TimeSpan.FromMinutes(2);

    public async Task<RenderedPage> RenderAsync(string path, int page, int dotsPerInch, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(_timeout, time ?? TimeProvider.System);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token);
        using var process = new Process { StartInfo = StartOf(path, page, dotsPerInch) };
        try
        {
            process.Start();
        }
        catch (Exception exception) when (exception is Win32Exception or FileNotFoundException)
        {
            return Failed($"Page {page} must be drawn and '{program}' is not on this machine; install it (apt-get install poppler-utils) and run the command again.");
        }

        try
        {
            using var image = new MemoryStream();
            var errors = process.StandardError.ReadToEndAsync(stop.Token);
            await CopyAsync(process.StandardOutput.BaseStream, image, stop.Token).ConfigureAwait(false);
            await process.WaitForExitAsync(stop.Token).ConfigureAwait(false);
            var said = await errors.ConfigureAwait(false);
            return process.ExitCode == 0 && ImageFormats.Detect(image.ToArray()) == ImageFormat.Jpeg
                ? new RenderedPage(image.ToArray(), null)
                : Failed($"Page {page} could not be drawn ({FirstLine(said) ?? $"pdftoppm ended with {process.ExitCode}"}); save the page as an image.");
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return Failed($"Page {page} took longer than {_timeout.TotalSeconds:0} s to draw; save the page as an image.");
        }
        catch (InvalidDataException exception)
        {
            return Failed($"Page {page} could not be drawn: {exception.Message}");
        }
        finally
        {
            Stop(process);
        }
    }

    private static RenderedPage Failed(string error) => new([], error);

    private ProcessStartInfo StartOf(string path, int page, int dotsPerInch)
    {
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (var argument in (string[])["-jpeg", "-jpegopt", "quality=85", "-r", $"{dotsPerInch}", "-f", $"{page}", "-l", $"{page}", "-singlefile", Path.GetFullPath(path)])
        {
            start.ArgumentList.Add(argument);
        }

        return start;
    }

    private static async Task CopyAsync(Stream from, MemoryStream to, CancellationToken cancellationToken)
    {
        var buffer = new byte[65536];
        while (await from.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is > 0 and var read)
        {
            if (to.Length + read > MaxBytes)
            {
                throw new InvalidDataException($"it is larger than {MaxBytes / 1024 / 1024} MiB; scan it with fewer dots per inch.");
            }

            await to.WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
        }
    }

    private static string? FirstLine(string text) =>
        text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).FirstOrDefault();

    private static void Stop(Process process)
    {
        try
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
        catch (Exception exception) when (exception is InvalidOperationException or Win32Exception)
        {
            // It has ended in the meantime, or was never started.
        }
    }
}
