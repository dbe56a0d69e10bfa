namespace Aita.Exams.Domain;

/// <summary>Which column of a roster holds what, by the names that learning platforms give them; -1 for none. Pure.</summary>
internal sealed record RosterColumns(int Name, int FirstName, int LastName, int Id, int Email, int Section, int Status, bool IsCanvas)
{
    private static readonly string[] Names = ["student name", "student", "name", "full name", "fullname", "student_name", "lastname,firstname"];
    private static readonly string[] FirstNames = ["first name", "firstname", "first_name", "given name"];
    private static readonly string[] LastNames = ["last name", "lastname", "last_name", "surname", "family name"];
    private static readonly string[] Ids = ["student_id", "student id", "sid", "sis user id", "id number", "idnumber", "id", "student number"];
    private static readonly string[] Emails = ["email", "email address", "e-mail", "e-mail address"];
    private static readonly string[] Sections = ["section", "sections", "groups", "group"];

    public bool HasNames => Name >= 0 || (FirstName >= 0 && LastName >= 0);

    public static RosterColumns Of(IReadOnlyList<string> header)
    {
        var names = header.Select(name => name.Trim().ToLowerInvariant()).ToList();
        var isCanvas = names.Contains("student") && names.Contains("id") && names.Contains("section");
        return new RosterColumns(
            First(Names), First(FirstNames), First(LastNames), First(Ids), First(Emails), First(Sections), First(["status"]), isCanvas);

        int First(string[] wanted) => wanted.Select(name => names.IndexOf(name)).FirstOrDefault(at => at >= 0, -1);
    }
}
