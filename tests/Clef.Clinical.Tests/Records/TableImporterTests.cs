using Clef.Clinical.Records;
using Clef.Core;
using Clef.Core.DuckDb;
using Shouldly;

namespace Clef.Clinical.Tests.Records;

/// <summary>MIMIC-IV and OMOP tables: miniatures in the true layout, with invented patients.</summary>
public sealed class TableImporterTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("clef-tables-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void MimicTablesBecomeEvents()
    {
        Write("hosp/patients.csv", "subject_id,gender,anchor_age,anchor_year,anchor_year_group,dod\n10,F,60,2150,2011 - 2013,\n11,M,40,2160,2014 - 2016,2161-05-06\n");
        Write("hosp/admissions.csv", "subject_id,hadm_id,admittime,dischtime,deathtime,admission_type,race\n10,1,2150-01-02 03:04:05,2150-01-05 10:00:00,,EW EMER.,WHITE\n10,3,2151-01-02 03:04:05,2151-01-05 10:00:00,,URGENT,WHITE\n11,2,2160-02-03 00:00:00,2160-02-09 00:00:00,,ELECTIVE,BLACK/AFRICAN AMERICAN\n");
        Write("hosp/diagnoses_icd.csv", "subject_id,hadm_id,seq_num,icd_code,icd_version\n10,1,1,42731,9\n10,3,1,I4891,10\n11,2,1,G40909,10\n11,99,1,I10,10\n");
        Write("hosp/prescriptions.csv", "subject_id,hadm_id,starttime,stoptime,drug,ndc\n10,1,2150-01-02 05:00:00,,Warfarin,00056017275\n10,1,2150-01-02 06:00:00,,Saline,0\n");
        Write("hosp/labevents.csv", "labevent_id,subject_id,itemid,charttime,valuenum,valueuom\n1,10,50912,2150-01-02 07:00:00,1.1,mg/dL\n2,10,50912,2150-01-02 08:00:00,,mg/dL\n");
        ImportReport report = Import("MIMIC-IV", out List<PatientEvent> events);
        events.ShouldContain(new PatientEvent("10", new DateTime(2150, 1, 5, 10, 0, 0), "ICD9CM/42731"));
        events.ShouldContain(new PatientEvent("10", new DateTime(2151, 1, 5, 10, 0, 0), "ICD10CM/I4891"));
        events.ShouldContain(new PatientEvent("10", new DateTime(2090, 1, 1), "MEDS_BIRTH"));
        events.ShouldContain(new PatientEvent("11", new DateTime(2161, 5, 6), "MEDS_DEATH"));
        events.ShouldContain(new PatientEvent("11", null, "RACE/BLACK/AFRICAN AMERICAN"));
        events.ShouldContain(new PatientEvent("10", new DateTime(2150, 1, 2, 5, 0, 0), "NDC/00056017275", null, "Warfarin"));
        events.Single(e => e.Code == "MIMIC_LAB/50912").Number!.Value.ShouldBe(1.1, 1e-6);
        report.Taken["diagnoses_icd"].ShouldBe(3);
        report.LeftOut["diagnoses_icd: the admission is not in admissions"].ShouldBe(1);
        report.LeftOut["prescriptions: no drug code"].ShouldBe(1);
        report.LeftOut["labevents: no number"].ShouldBe(1);
        events.Count(e => e.Code == "RACE/WHITE").ShouldBe(1);
        PatientEvent.SubjectId("10").ShouldBe(10);
    }

    [Fact]
    public void OmopTablesBecomeEvents()
    {
        Write("person.csv", "person_id,gender_concept_id,year_of_birth,race_concept_id\n7,8532,1948,8527\n8,8507,1990,0\n");
        Write("concept.csv", "concept_id,concept_name,vocabulary_id,concept_code\n8527,White,Race,5\n313217,Atrial fibrillation,SNOMED,49436004\n40163554,warfarin 5 MG,RxNorm,855332\n3004249,Systolic pressure,LOINC,8480-6\n9201,Inpatient Visit,Visit,IP\n45591453,AF,ICD10CM,I48.91\n");
        Write("condition_occurrence.csv", "person_id,condition_concept_id,condition_start_date,condition_source_concept_id\n7,313217,2015-01-02,0\n8,0,2016-01-02,45591453\n8,0,2016-01-03,0\n");
        Write("drug_exposure.csv", "person_id,drug_concept_id,drug_exposure_start_date,drug_exposure_start_datetime\n7,40163554,2015-01-03,2015-01-03 09:30:00\n");
        Write("measurement.csv", "person_id,measurement_concept_id,measurement_date,value_as_number,unit_source_value\n7,3004249,2015-01-04,141,mmHg\n");
        Write("visit_occurrence.csv", "person_id,visit_concept_id,visit_start_date\n7,9201,2015-01-01\n");
        Write("death.csv", "person_id,death_date\n7,2020-02-02\n");
        ImportReport report = Import("OMOP", out List<PatientEvent> events);
        events.ShouldBe(
            [
                new("7", null, "RACE/White"), new("7", null, "SEX/F"), new("7", new DateTime(1948, 1, 1), "MEDS_BIRTH"), new("7", new DateTime(2015, 1, 1), "ENCOUNTER/Inpatient Visit"),
                new("7", new DateTime(2015, 1, 2), "SNOMED/49436004"), new("7", new DateTime(2015, 1, 3, 9, 30, 0), "RXNORM/855332"),
                new("7", new DateTime(2015, 1, 4), "LOINC/8480-6", 141, "mmHg"), new("7", new DateTime(2020, 2, 2), "MEDS_DEATH"),
                new("8", null, "SEX/M"), new("8", new DateTime(1990, 1, 1), "MEDS_BIRTH"), new("8", new DateTime(2016, 1, 2), "ICD10CM/I48.91"),
            ]);
        report.LeftOut["condition_occurrence: the concept is 0 or not in concept"].ShouldBe(1);
    }

    [Fact]
    public void AForeignFolderIsNamed()
    {
        Write("readme.txt", "nothing");
        using var database = new DuckDatabase();
        Should.Throw<ClefException>(() => RecordImport.Import(database, _folder, new ImportReport())).Message.ShouldContain("FHIR");
    }

    [Fact]
    public void SubjectNumbersNeverMeetHashes()
    {
        PatientEvent.SubjectId("0010").ShouldBeGreaterThanOrEqualTo(1L << 62);
        PatientEvent.SubjectId("abc").ShouldBeGreaterThanOrEqualTo(1L << 62);
        PatientEvent.SubjectId("abc").ShouldNotBe(PatientEvent.SubjectId("abd"));
        PatientEvent.SubjectId("4611686018427387904").ShouldBeGreaterThanOrEqualTo(1L << 62);
    }

    private ImportReport Import(string layout, out List<PatientEvent> events)
    {
        var report = new ImportReport();
        using var database = new DuckDatabase();
        EventTable.Create(database);
        RecordImport.Import(database, _folder, report).ShouldBe(layout);
        string path = Path.Combine(_folder, "out", "events.parquet");
        EventTable.Write(database, path);
        events = EventTable.Read(path).ToList();
        return report;
    }

    private void Write(string name, string text)
    {
        string path = Path.Combine(_folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
