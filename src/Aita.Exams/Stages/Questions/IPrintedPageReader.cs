using Aita.Exams.Images;

namespace Aita.Exams.Stages.Questions;

/// <summary>Counts and reads the pages of the files of an exam.</summary>
internal interface IPrintedPageReader
{
    /// <summary>The pages of a file; one when it cannot be read, which then fails.</summary>
    int Count(string path, ImageOptions options);

    /// <summary>A page made ready for a model, or what is wrong with it: never an exception for that.</summary>
    Task<PreparedPage> ReadAsync(PrintedPage page, ImageOptions options, CancellationToken cancellationToken);
}
