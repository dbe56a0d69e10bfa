using System.Reflection;
using Aita.Exams.Workspace;

namespace Aita.Cli.Commands.Demo;

/// <summary>The synthetic exam that is part of the program: an exam, a class of five and their scanned pages, all invented.</summary>
internal static class SampleExam
{
    private const string Prefix = "demo/";

    /// <summary>Writes a copy into a folder, which must not hold one yet.</summary>
    /// <exception cref="ExamException">A file could not be written.</exception>
    public static async Task UnpackAsync(AssignmentFolder folder, CancellationToken cancellationToken)
    {
        var assembly = Assembly.GetExecutingAssembly();
        foreach (var name in assembly.GetManifestResourceNames().Where(static name => name.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            var resource = assembly.GetManifestResourceStream(name)!;
            await using (resource)
            {
                // The build writes the separators of the system it ran on.
                var path = Path.Join(folder.Root, name[Prefix.Length..].Replace('\\', '/'));
                await AtomicFile.WriteAsync(path, resource.CopyToAsync, cancellationToken);
            }
        }
    }
}
