namespace Aita.Exams.Workspace;

/// <summary>The one exception of this library. Its message is one clear sentence for the person at the keyboard: what, the value, what to do.</summary>
public sealed class ExamException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="kind">What sort of thing went wrong.</param>
    /// <param name="message">What, the value, and what to do.</param>
    /// <param name="innerException">The cause, if any.</param>
    public ExamException(ExamErrorKind kind, string message, Exception? innerException = null)
        : base(message, innerException) => Kind = kind;

    /// <summary>What sort of thing went wrong.</summary>
    public ExamErrorKind Kind { get; }
}

/// <summary>What sort of thing went wrong.</summary>
public enum ExamErrorKind
{
    /// <summary>A file or folder that is needed does not exist.</summary>
    Missing,

    /// <summary>A file is not what its format demands.</summary>
    Malformed,

    /// <summary>A file is well-formed, but what it says cannot be used.</summary>
    Invalid,

    /// <summary>A name cannot be used as a file or folder name.</summary>
    UnsafeName,

    /// <summary>The disk or its permissions refused reading or writing.</summary>
    Storage,
}
