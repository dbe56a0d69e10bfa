namespace Aita.Exams.Privacy;

/// <summary>Whether the strip with a student's name is painted over before a page is sent.</summary>
public enum Redaction
{
    /// <summary>On once it is known where names stand: ingest has found the strips, or the strip is given.</summary>
    WhereKnown,

    /// <summary>On: a page whose strip is not known is not sent.</summary>
    On,

    /// <summary>Off: pages are sent with the names on them.</summary>
    Off,
}
