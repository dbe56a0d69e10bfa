using System.Text;

namespace Aita.Cli.Tests;

/// <summary>Captures what is written from any thread.</summary>
/// <param name="onFirstLine">Receives the first line as soon as it is there.</param>
internal sealed class LockedWriter(Action<string>? onFirstLine = null) : TextWriter
{
    private readonly StringBuilder _text = new();
    private Action<string>? _onFirstLine = onFirstLine;

    public override Encoding Encoding => Encoding.UTF8;

    public override void Write(char value)
    {
        lock (_text)
        {
            _text.Append(value);
        }
    }

    public override void Write(string? value)
    {
        lock (_text)
        {
            _text.Append(value);
        }
    }

    public override void WriteLine(string? value)
    {
        Write(value + "\n");
        Interlocked.Exchange(ref _onFirstLine, null)?.Invoke(value ?? string.Empty);
    }

    public override string ToString()
    {
        lock (_text)
        {
            return _text.ToString();
        }
    }
}
