using System.Text.Json;
using Clef.Testing;

namespace Clef.Acceptance.Tests;

/// <summary>Patient records on the command line: every layout into events, and profiles from them.</summary>
public sealed class RecordTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("clef-record-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Events => Path.Combine(_folder, "events.parquet");

    [RecordingsFact("ehr-synthea-fhir.zip")]
    public void FhirBundlesGiveProfilesOfTheChosenDepth()
    {
        JsonElement imported = Json(Run("record", "import", Path.Combine(SharedData.Recordings!, "ehr-synthea-fhir.zip"), "--out", Events, "--json"));
        imported.GetProperty("layout").GetString().ShouldBe("FHIR R4");
        imported.GetProperty("rejected").GetArrayLength().ShouldBe(0);
        JsonElement[] whole = [.. Run("record", "profile", Events, "--at", "2015-01-01", "--json").Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonDocument.Parse(l).RootElement)];
        whole.Length.ShouldBe(150);
        whole.ShouldAllBe(p => Codes(p, "diagnoses").Length <= 30 && Codes(p, "medications").Length <= 50);
        JsonElement one = whole.MaxBy(p => Codes(p, "diagnoses").Length);
        string patient = one.GetProperty("patient").GetString()!;
        Codes(one, "diagnoses").ShouldAllBe(c => c.StartsWith("ICD10/", StringComparison.Ordinal));

        JsonElement coarse = Json(Run("record", "profile", Events, "--patient", patient, "--diagnosis-depth", "category", "--medication-level", "1", "--json"));
        Codes(coarse, "diagnoses").ShouldAllBe(c => c.Length == "ICD10/".Length + 3);
        Codes(coarse, "medications").ShouldAllBe(c => c.Length == "ATC/".Length + 1);
        coarse.GetProperty("ageDecade").ValueKind.ShouldBe(JsonValueKind.Null); // no date of the recording, no age

        JsonElement early = Json(Run("record", "profile", Events, "--patient", patient, "--at", "1900-01-01", "--before-recording", "--json"));
        Codes(early, "diagnoses").ShouldBeEmpty();
    }

    [Fact]
    public void OmopTablesWithAMapOfOnesOwn()
    {
        Write("omop/person.csv", "person_id,gender_concept_id,year_of_birth,race_concept_id\n7,8532,1948,8527\n");
        Write("omop/concept.csv", "concept_id,concept_name,vocabulary_id,concept_code\n8527,White,Race,5\n1,Something rare,SNOMED,999999999\n");
        Write("omop/condition_occurrence.csv", "person_id,condition_concept_id,condition_start_date\n7,1,2015-01-02\n7,0,2015-01-03\n");
        Write("map.csv", "source_system,source_code,target_system,target_code\nSNOMED,999999999,ICD10CM,G40.909\n");
        EcgCommandLine.Outcome imported = Run("record", "import", Path.Combine(_folder, "omop"), "--out", Events);
        imported.Output.ShouldContain("OMOP");
        imported.Output.ShouldContain("1 left out: condition_occurrence: the concept is 0 or not in concept");
        Codes(Json(Run("record", "profile", Events, "--json")), "diagnoses").ShouldBeEmpty();
        JsonElement mapped = Json(Run("record", "profile", Events, "--map", Path.Combine(_folder, "map.csv"), "--at", "2020-06-01", "--json"));
        Codes(mapped, "diagnoses").ShouldBe(["ICD10/G40909"]);
        mapped.GetProperty("ageDecade").GetInt32().ShouldBe(7);
        mapped.GetProperty("sex").GetString().ShouldBe("F");
    }

    [Fact]
    public void WrongInputIsNamed()
    {
        Write("nothing/readme.txt", "nothing");
        Refused(1, "FHIR R4", "record", "import", Path.Combine(_folder, "nothing"), "--out", Events);
        Refused(1, ".parquet", "record", "import", Path.Combine(_folder, "nothing"), "--out", Path.Combine(_folder, "events.csv"));
        Refused(1, "absent", "record", "profile", Path.Combine(_folder, "absent.parquet"));
        Refused(2, "--medication-level", "record", "profile", Events, "--medication-level", "6");
        Refused(2, "--diagnosis-depth", "record", "profile", Events, "--diagnosis-depth", "deep");
        File.Exists(Events).ShouldBeFalse();
        Write("omop/person.csv", "person_id,gender_concept_id,year_of_birth,race_concept_id\n7,8532,1948,0\n");
        Write("omop/concept.csv", "concept_id,concept_name,vocabulary_id,concept_code\n1,x,SNOMED,1\n");
        Run("record", "import", Path.Combine(_folder, "omop"), "--out", Events);
        Refused(1, "nobody", "record", "profile", Events, "--patient", "nobody");
        Refused(1, "yesterday", "record", "profile", Events, "--at", "yesterday");
        Refused(1, "time", "record", "profile", Events, "--before-recording");
    }

    private void Write(string name, string text)
    {
        string path = Path.Combine(_folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    private static string[] Codes(JsonElement profile, string kind) => [.. profile.GetProperty(kind).EnumerateArray().Select(c => c.GetString()!)];

    private static JsonElement Json(EcgCommandLine.Outcome outcome) => JsonDocument.Parse(outcome.Output).RootElement;

    private static EcgCommandLine.Outcome Run(params string[] arguments)
    {
        EcgCommandLine.Outcome outcome = EcgCommandLine.Run(arguments);
        outcome.ExitCode.ShouldBe(0, $"clef {string.Join(' ', arguments)}: {outcome.Error}{outcome.Output}");
        return outcome;
    }

    private static void Refused(int exit, string words, params string[] arguments)
    {
        EcgCommandLine.Outcome outcome = EcgCommandLine.Run(arguments);
        outcome.ExitCode.ShouldBe(exit, outcome.Error + outcome.Output);
        outcome.Error.ShouldContain(words);
    }
}
