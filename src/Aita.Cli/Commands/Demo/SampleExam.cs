using System.Globalization;
using System.Reflection;
using Aita.Exams.Domain;
using Aita.Exams.Workspace;

namespace Aita.Cli.Commands.Demo;

/// <summary>The synthetic exam that is part of the program: an exam, a class of five and their scanned pages, all invented.</summary>
internal static class SampleExam
{
    private const string Prefix = "demo/";

    private const string Pages = "grouped/";

    /// <summary>Writes a copy into a folder, which must not hold one yet: pages sorted by student, questions and instructions.</summary>
    /// <exception cref="ExamException">A file could not be written.</exception>
    public static Task UnpackAsync(AssignmentFolder folder, CancellationToken cancellationToken) =>
        UnpackAsync(folder, static name => name.StartsWith("blank_exam/", StringComparison.Ordinal) ? null : name, cancellationToken);

    /// <summary>Writes a copy as it comes from a scanner: one stack of pages of the whole class, and the blank exam instead of its questions.</summary>
    /// <exception cref="ExamException">A file could not be written.</exception>
    public static Task UnpackScansAsync(AssignmentFolder folder, CancellationToken cancellationToken)
    {
        var place = 0;
        return UnpackAsync(
            folder,
            name => name.StartsWith("results/", StringComparison.Ordinal) || name.Equals("README.md", StringComparison.Ordinal) ? null
                : name.StartsWith(Pages, StringComparison.Ordinal) ? string.Create(CultureInfo.InvariantCulture, $"scans/scan_{++place:000}.jpg")
                : name,
            cancellationToken);
    }

    private static async Task UnpackAsync(AssignmentFolder folder, Func<string, string?> place, CancellationToken cancellationToken)
    {
        var assembly = Assembly.GetExecutingAssembly();

        // The build writes the separators of the system it ran on.
        var names = assembly.GetManifestResourceNames().Where(static name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .OrderBy(static name => name.Replace('\\', '/'), NaturalOrder.Instance);
        foreach (var name in names)
        {
            if (place(name[Prefix.Length..].Replace('\\', '/')) is { } relative)
            {
                var resource = assembly.GetManifestResourceStream(name)!;
                await using (resource)
                {
                    await AtomicFile.WriteAsync(Path.Join(folder.Root, relative), resource.CopyToAsync, cancellationToken);
                }
            }
        }
    }
}
