namespace Aita.Execution;

/// <summary>What a scan keeps of a line of a checkpoint file, while it comes to its turn.</summary>
/// <param name="Offset">Where it begins.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Length">Bytes of the record that it begins with.</param>
/// <param name="Status">What became of the record's task.</param>
/// <param name="IdHash">Hash of the record's id.</param>
/// <param name="KeyHash">Hash of the record's task key; 0 when there is none.</param>
/// <param name="Uncounted">Attempts of a record that does not say how many requests it adds, since only the task's record before it can tell; null when it does.</param>
internal readonly record struct LineHead(long Offset, LineKind Kind, int Length, TaskOutcome Status, ulong IdHash, ulong KeyHash, int? Uncounted);

/// <summary>Lines of a checkpoint file.</summary>
internal enum LineKind
{
    /// <summary>No record, or a damaged one.</summary>
    Other,

    /// <summary>A record that another one follows.</summary>
    Record,

    /// <summary>A record that none should follow.</summary>
    LastRecord,

    /// <summary>A record and something that does not belong there.</summary>
    RecordAndMore,

    /// <summary>The end of the records.</summary>
    Tail,
}
