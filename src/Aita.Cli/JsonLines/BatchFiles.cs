using System.Security.Cryptography;
using System.Text;
using Aita.Cli.Commands;

namespace Aita.Cli.JsonLines;

/// <summary>What <c>aita batch</c> reads and writes; <c>-</c> stands for standard input or output. Checked before anything runs.</summary>
internal sealed class BatchFiles
{
    private const string Standard = "-";
    private const int CountBytes = 64 << 10;
    private const int NameLength = 40;

    private readonly CommandContext _context;
    private readonly string? _input;
    private readonly string? _output;

    /// <param name="context">Console and working directory.</param>
    /// <param name="input">Input as it was typed.</param>
    /// <param name="output">Output as it was typed; null when none is written.</param>
    /// <param name="name">Name of the batch as it was typed; null derives it from the input.</param>
    /// <exception cref="CliException">The input cannot be read, or the output must not be written.</exception>
    public BatchFiles(CommandContext context, string input, string? output, string? name)
    {
        _context = context;
        _input = input == Standard ? null : context.Services.FullPath(input);
        _output = output is null or Standard ? null : context.Services.FullPath(output);
        CheckInput(input);
        CheckOutput(output);
        Name = string.IsNullOrWhiteSpace(name) ? NameOf(_input) : name;
    }

    /// <summary>Name of the batch, under which it resumes.</summary>
    public string Name { get; }

    /// <summary>Where the output is, for messages.</summary>
    public string OutputText => _output is null ? "standard output" : _context.Services.DisplayPath(_output);

    public string? InputPath => _input;

    /// <summary>Whether the input is a file of more than a mebibyte: thousands of requests.</summary>
    public bool IsLarge => _input is not null && new FileInfo(_input) is { Exists: true, Length: > 1 << 20 };

    public string? OutputPath => _output;

    /// <summary>The full path of the file of figures; null when none is wanted.</summary>
    /// <exception cref="CliException">It is the input or the output.</exception>
    public string? SummaryPath(string? typed)
    {
        if (typed is null)
        {
            return null;
        }

        var path = _context.Services.FullPath(typed);
        return string.Equals(path, _input, StringComparison.Ordinal) ? throw new CliException($"The summary {typed} is the input: choose another file.")
            : string.Equals(path, _output, StringComparison.Ordinal) ? throw new CliException($"The summary {typed} is the output: choose another file.")
            : path;
    }

    public Stream OpenInput() => _input is null ? _context.Console.OpenInput() : new FileStream(
        _input, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan);

    public BatchOutput OpenOutput() => _output is null ? BatchOutput.ToStream(_context.Console.OpenOutput()) : BatchOutput.ToFile(_output);

    /// <summary>Lines of the opened input, which is left at its start; null when it can be read only once.</summary>
    public static async Task<int?> CountLinesAsync(Stream stream, CancellationToken cancellationToken)
    {
        if (!stream.CanSeek)
        {
            return null;
        }

        var buffer = new byte[CountBytes];
        var (count, last) = (0, (byte)'\n');
        int read;
        while ((read = await stream.ReadAsync(buffer, cancellationToken)) > 0)
        {
            count += buffer.AsSpan(0, read).Count((byte)'\n');
            last = buffer[read - 1];
        }

        stream.Position = 0;
        return last == '\n' ? count : count + 1;
    }

    /// <summary>File name and a fingerprint of the whole path, so that files of one name in two folders do not share a checkpoint.</summary>
    private static string NameOf(string? input)
    {
        if (input is null)
        {
            return "batch_stdin";
        }

        var stem = Path.GetFileNameWithoutExtension(input);
        var fingerprint = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(input)).AsSpan(0, 4));
        return $"{Cut(stem)}_{fingerprint}";
    }

    /// <summary>The start of a name, never half of a character: no file could be found again under it.</summary>
    private static string Cut(string stem) =>
        stem.Length <= NameLength ? stem : stem[..(char.IsHighSurrogate(stem[NameLength - 1]) ? NameLength - 1 : NameLength)];

    private void CheckInput(string typed)
    {
        if (_input is null || File.Exists(_input))
        {
            return;
        }

        throw new CliException(Directory.Exists(_input)
            ? $"The input {typed} is a folder: name a file with one JSON object per line."
            : $"The input {typed} does not exist: check the path, or use - for standard input.");
    }

    private void CheckOutput(string? typed)
    {
        if (_output is null)
        {
            return;
        }

        if (string.Equals(_output, _input, StringComparison.Ordinal))
        {
            throw new CliException($"The output {typed} is the input: choose another file.");
        }

        if (Directory.Exists(_output))
        {
            throw new CliException($"The output {typed} is a folder: name a file in it.");
        }

        if (File.Exists(_output) && !IsOurs(_output))
        {
            throw new CliException($"The output {typed} exists and is not the output of a batch: choose another file, or remove it first.");
        }
    }

    /// <summary>An empty file, or one that begins as the output of a batch does.</summary>
    private static bool IsOurs(string path)
    {
        using var stream = File.OpenRead(path);
        var head = new byte[64];
        var read = stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        var text = Encoding.UTF8.GetString(head, 0, read).Replace(" ", string.Empty, StringComparison.Ordinal);
        return text.Length == 0 || text.StartsWith("{\"id\":\"batch_req_", StringComparison.Ordinal);
    }
}
