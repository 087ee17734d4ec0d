using System.Text;
using Clef.Clinical.Codes;
using Clef.Clinical.Records;
using Clef.Clinical.Records.Fhir;
using Clef.Core.DuckDb;
using Clef.Core.Sources;
using Clef.Testing;
using Shouldly;

namespace Clef.Clinical.Tests.Records;

public sealed class FhirImporterTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("clef-fhir-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [RecordingsFact("ehr-synthea-fhir.zip")]
    public void SyntheaPatientsAreReadWholeAndEveryDiagnosisAndDrugHasATranslation()
    {
        var report = new ImportReport();
        using var folder = new ZipSourceFolder(Path.Combine(SharedData.Recordings!, "ehr-synthea-fhir.zip"));
        List<PatientEvent> events = FhirImporter.Read(folder, report).ToList();

        // Counts of resources, taken from the files with Python's json module.
        report.Rejected.ShouldBeEmpty();
        report.Taken["Patient"].ShouldBe(150);
        report.Taken["Condition"].ShouldBe(903);
        report.Taken["MedicationRequest"].ShouldBe(674);
        report.Taken["Encounter"].ShouldBe(2960);
        report.LeftOut["Claim: not used"].ShouldBe(3634);
        events.Count(e => e.Code == EventCodes.Birth).ShouldBe(150);
        events.Count(e => e.Code == "SNOMED/49436004").ShouldBe(6);
        events.Count(e => e.Code == "LOINC/8302-2" && e.Number > 0).ShouldBe(1300);
        events.ShouldAllBe(e => e.Patient.Length == 36);

        var roller = new CodeRoller(CodeMap.BuiltIn);
        events.Where(e => e.Code.StartsWith("RXNORM/", StringComparison.Ordinal)).ShouldAllBe(e => roller.Medications(ClinicalCode.Parse(e.Code)).Any());
        string[] conditions = ["SNOMED/84757009", "SNOMED/44054006", "SNOMED/22298006"];
        conditions.ShouldAllBe(c => roller.Diagnoses(ClinicalCode.Parse(c)).Any());
        var builder = new ProfileBuilder(CodeMap.BuiltIn, new ProfileOptions());
        PatientProfile[] profiles = events.GroupBy(e => e.Patient).Select(g => builder.Build(g.Key, g, new DateTime(2020, 6, 1), 1)).ToArray();
        profiles.Length.ShouldBe(150);
        profiles.ShouldAllBe(p => p.AgeDecade != null && p.Sex != null && p.Diagnoses.Count <= 30 && p.Medications.Count <= 50);
        profiles.Count(p => p.Diagnoses.Contains("ICD10/I4891")).ShouldBe(6);

        string path = Path.Combine(_folder, "events.parquet");
        EventTable.Write(events, path);
        byte[] first = File.ReadAllBytes(path);
        EventTable.Write(events.AsEnumerable().Reverse(), path);
        File.ReadAllBytes(path).ShouldBe(first);
        EventTable.Read(path).Count().ShouldBe(events.Distinct().Count());
    }

    [Fact]
    public void AnyFileIsEventsOrARejection()
    {
        var random = new Random(5);
        byte[] good = Encoding.UTF8.GetBytes(Bundle("""{"resourceType":"Condition","subject":{"reference":"Patient/1"},"code":{"coding":[{"system":"http://snomed.info/sct","code":"1"}]},"onsetDateTime":"2011-02"}"""));
        string path = Path.Combine(_folder, "x.json");
        int events = 0, rejected = 0;
        for (int i = 0; i < 500; i++)
        {
            byte[] bytes = good.ToArray();
            for (int k = 0; k < 3; k++)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            File.WriteAllBytes(path, random.Next(4) == 0 ? bytes[..random.Next(bytes.Length)] : bytes);
            var report = new ImportReport();
            events += FhirImporter.Read(new DirectorySourceFolder(_folder), report).Count();
            rejected += report.Rejected.Count;
        }

        events.ShouldBeGreaterThan(0);
        rejected.ShouldBeGreaterThan(0);
    }

    [Fact]
    public void BundlesAndBulkFilesGiveTheSameEvents()
    {
        string patient = """{"resourceType":"Patient","id":"p1","gender":"female","birthDate":"1950-03","extension":[{"url":"http://hl7.org/fhir/us/core/StructureDefinition/us-core-race","extension":[{"url":"ombCategory","valueCoding":{"display":"Asian"}}]}]}""";
        string condition = """{"resourceType":"Condition","subject":{"reference":"urn:uuid:p1"},"code":{"coding":[{"system":"http://hl7.org/fhir/sid/icd-10-cm","code":"I48.91"}]},"recordedDate":"2015-07-01T10:00:00+02:00"}""";
        string refuted = """{"resourceType":"Condition","subject":{"reference":"Patient/p1"},"verificationStatus":{"coding":[{"code":"refuted"}]},"code":{"coding":[{"system":"http://hl7.org/fhir/sid/icd-10-cm","code":"C50"}]}}""";
        string request = """{"resourceType":"MedicationRequest","status":"active","subject":{"reference":"Patient/p1"},"medicationReference":{"reference":"Medication/m1"},"authoredOn":"2016-01-01"}""";
        string medication = """{"resourceType":"Medication","id":"m1","code":{"coding":[{"system":"http://www.nlm.nih.gov/research/umls/rxnorm","code":"11289"}]}}""";
        string pressure = """{"resourceType":"Observation","status":"final","subject":{"reference":"Patient/p1"},"effectiveDateTime":"2016-02-01","code":{"coding":[{"system":"http://loinc.org","code":"55284-4"}]},"component":[{"code":{"coding":[{"system":"http://loinc.org","code":"8480-6"}]},"valueQuantity":{"value":141.5,"unit":"mmHg"}}]}""";
        string[] all = [patient, condition, refuted, request, medication, pressure];
        File.WriteAllText(Path.Combine(_folder, "b.json"), Bundle(all));
        var bundleReport = new ImportReport();
        List<PatientEvent> bundle = FhirImporter.Read(new DirectorySourceFolder(_folder), bundleReport).ToList();
        File.Delete(Path.Combine(_folder, "b.json"));
        for (int i = 0; i < all.Length; i++)
        {
            File.WriteAllText(Path.Combine(_folder, $"{i}.ndjson"), all[i] + "\n\n");
        }

        var bulkReport = new ImportReport();
        List<PatientEvent> bulk = FhirImporter.Read(new DirectorySourceFolder(_folder), bulkReport).ToList();
        bulk.ShouldBe(bundle, ignoreOrder: true);
        bundle.ShouldBe(
            [
                new("p1", null, "SEX/F"), new("p1", new DateTime(1950, 3, 1), "MEDS_BIRTH"), new("p1", null, "RACE/Asian"),
                new("p1", new DateTime(2015, 7, 1, 8, 0, 0), "ICD10CM/I48.91"), new("p1", new DateTime(2016, 1, 1), "RXNORM/11289"),
                new("p1", new DateTime(2016, 2, 1), "LOINC/8480-6", 141.5, "mmHg"),
            ],
            ignoreOrder: true);
        bundleReport.LeftOut["Condition refuted"].ShouldBe(1);
    }

    [Fact]
    public void ABadFileIsRejectedByNameAndTheOthersGoOn()
    {
        File.WriteAllText(Path.Combine(_folder, "a.json"), "{ not json");
        File.WriteAllText(Path.Combine(_folder, "b.json"), Bundle("""{"resourceType":"Patient","id":"p1","gender":"male"}"""));
        var report = new ImportReport();
        using var database = new DuckDatabase();
        EventTable.Create(database);
        RecordImport.Import(database, _folder, report).ShouldBe("FHIR R4");
        report.Rejected.ShouldHaveSingleItem().Source.ShouldBe("a.json");
        database.Count("SELECT count(*) FROM events").ShouldBe(1);
    }

    private static string Bundle(params string[] resources) =>
        $$"""{"resourceType":"Bundle","type":"collection","total":1,"entry":[{{string.Join(",", resources.Select((r, i) => $$"""{"fullUrl":"urn:uuid:{{i}}","resource":{{r}}}"""))}}]}""";
}
