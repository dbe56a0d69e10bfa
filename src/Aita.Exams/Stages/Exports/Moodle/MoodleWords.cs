using System.Collections.Frozen;

namespace Aita.Exams.Stages.Exports;

/// <summary>How headings of the worksheet read in languages that Moodle is often used in. The worksheet is always in the language of the teacher.</summary>
internal static class MoodleWords
{
    public static FrozenSet<string> Grade { get; } = Words("Grade", "Bewertung", "Note", "Calificación", "Valutazione", "Voto", "Nota", "Avaliação", "Cijfer", "Beoordeling", "Ocena", "Karakter", "Betyg", "Arvosana", "Оценка", "成绩", "評点");

    public static FrozenSet<string> Maximum { get; } = Words(
        "Maximum Grade", "Beste Bewertung", "Bestwertung", "Note maximale", "Calificación máxima", "Punteggio massimo", "Voto massimo", "Nota máxima", "Nota màxima", "Maximumcijfer", "Maximale cijfer", "Maksymalna ocena", "Maximal bewertung");

    public static FrozenSet<string> Feedback { get; } = Words(
        "Feedback comments", "Feedback als Kommentar", "Feedback als Kommentare", "Commentaires de feedback", "Feedback par commentaires", "Comentarios de retroalimentación", "Commenti di feedback", "Feedback in formato testo", "Comentários de feedback", "Comentários ao trabalho", "Feedback met opmerkingen", "Komentarz zwrotny");

    public static FrozenSet<string> Name { get; } = Words("Full name", "Vollständiger Name", "Nom complet", "Nombre completo", "Nome completo", "Volledige naam", "Cognome/Nome", "Nombre", "Nom");

    public static FrozenSet<string> Id { get; } = Words("ID number", "ID-Nummer", "Numéro d'identification", "Número de ID", "Codice identificativo", "Número de identificação", "ID-nummer", "Matrikelnummer");

    public static FrozenSet<string> CanBeChanged { get; } = Words(
        "Grade can be changed", "Bewertung kann geändert werden", "La note peut être modifiée", "La calificación se puede cambiar", "La valutazione può essere modificata", "A nota pode ser alterada", "Cijfer kan gewijzigd worden");

    /// <summary>What stands in that column when Moodle would refuse a mark.</summary>
    public static FrozenSet<string> No { get; } = Words("No", "Nein", "Non", "Não", "Nee", "Nie", "Nej", "Ei", "Нет");

    private static FrozenSet<string> Words(params string[] words) => words.ToFrozenSet(StringComparer.OrdinalIgnoreCase);
}
