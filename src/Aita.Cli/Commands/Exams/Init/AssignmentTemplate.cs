using System.Reflection;
using Aita.Exams.Domain;
using Aita.Exams.Workspace;

namespace Aita.Cli.Commands.Exams.Init;

/// <summary>What a new assignment folder holds: a README, a sample roster, an example of settings, and the folders to put things into.</summary>
internal static class AssignmentTemplate
{
    private const string Prefix = "init/";

    private const string Lms = "lms/";

    /// <summary>Writes what is not there yet; nothing that is there is touched.</summary>
    /// <returns>The files written, as full paths.</returns>
    /// <exception cref="ExamException">A file could not be written.</exception>
    public static async Task<IReadOnlyList<string>> WriteAsync(AssignmentFolder folder, CancellationToken cancellationToken)
    {
        foreach (var path in (string[])[folder.Scans, folder.BlankExam, folder.RubricFolder])
        {
            CreateFolder(path);
        }

        var assembly = Assembly.GetExecutingAssembly();
        var written = new List<string>();
        foreach (var name in assembly.GetManifestResourceNames().Where(static name => name.StartsWith(Prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            var path = Path.Join(folder.Root, name[Prefix.Length..]);
            if (File.Exists(path))
            {
                continue;
            }

            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            var text = await reader.ReadToEndAsync(cancellationToken);
            await AtomicFile.WriteTextAsync(path, text.Replace("-a NAME", $"-a {ShellWord.Quote(folder.Name)}", StringComparison.Ordinal), cancellationToken);
            written.Add(path);
        }

        return written;
    }

    /// <summary>Writes the downloads of learning management systems that go with the sample.</summary>
    /// <exception cref="ExamException">A file could not be written.</exception>
    public static async Task WriteLmsAsync(AssignmentFolder folder, CancellationToken cancellationToken)
    {
        var assembly = Assembly.GetExecutingAssembly();
        foreach (var name in assembly.GetManifestResourceNames().Where(static name => name.StartsWith(Lms, StringComparison.Ordinal)))
        {
            var resource = assembly.GetManifestResourceStream(name)!;
            await using (resource)
            {
                await AtomicFile.WriteAsync(Path.Join(folder.Root, name), resource.CopyToAsync, cancellationToken);
            }
        }
    }

    private static void CreateFolder(string path)
    {
        try
        {
            Directory.CreateDirectory(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ExamException(ExamErrorKind.Storage, $"Could not create {path}: {exception.Message}", exception);
        }
    }
}
