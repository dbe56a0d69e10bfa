using System.CommandLine;
using System.Text;
using Aita.Exams.Workspace;

namespace Aita.Cli.Commands.Exams.Grading;

/// <summary>A table that a person fills in: what was filled in is not overwritten by the command that made it.</summary>
internal sealed class SheetToFillIn(CommandContext context)
{
    private readonly Option<bool> _force = new("--force") { Description = "Overwrite a file that is there already, with what you filled in." };

    public Option Force => _force;

    /// <summary>Writes the table, unless the file holds something else.</summary>
    /// <exception cref="CliException">The file holds something else, and nothing was said about that.</exception>
    public async Task WriteAsync(ParseResult parsed, string file, string csv, CancellationToken cancellationToken)
    {
        var path = context.Services.FullPath(file);
        if (File.Exists(path) && !(await File.ReadAllBytesAsync(path, cancellationToken)).AsSpan().SequenceEqual(Encoding.UTF8.GetBytes(csv)) && !parsed.GetValue(_force))
        {
            throw new CliException($"{context.Services.DisplayPath(path)} is there already and says something else, perhaps what you filled in: give another name, or --force to overwrite it.");
        }

        await AtomicFile.WriteTextAsync(path, csv, cancellationToken);
    }
}
