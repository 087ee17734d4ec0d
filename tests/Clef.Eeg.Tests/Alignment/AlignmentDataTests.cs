using Clef.Eeg.Alignment;
using Clef.Eeg.Tokenizer;

namespace Clef.Eeg.Tests.Alignment;

/// <summary>Joining tokens with records whose codes are a hospital's own.</summary>
public sealed class AlignmentDataTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("clef-data").FullName;

    public void Dispose() => Directory.Delete(_folder, true);

    [Fact]
    public void Codes_of_a_hospital_are_translated_by_its_own_table()
    {
        TokenTable.Write(At("tokens"), 1, "digest", [new SessionTokens("s", "7", 1, [0], [true])]);
        File.WriteAllText(At("events.csv"), "subject_id,time,code\n7,2020-01-02 00:00:00,WARD/EPI\n7,2020-01-02 00:00:00,ICD10CM/I63.9\n");
        File.WriteAllText(At("map.csv"), "source_system,source_code,target_system,target_code\nWARD,EPI,ICD10CM,G40.909\n");
        TokenTable tokens = TokenTable.Read(At("tokens"));
        string[] Diagnoses(params string[] maps) => [.. AlignmentData.Read(tokens, null, null, At("events.csv"), new HashSet<string>(), maps: maps).Profiles[0].ShouldNotBeNull().Diagnoses];
        Diagnoses().Length.ShouldBe(1); // what nobody translates is no code
        Diagnoses(At("map.csv")).Length.ShouldBe(2);
        Diagnoses(At("map.csv")).ShouldContain(d => d.Contains("G40", StringComparison.Ordinal));
    }

    private string At(string name) => Path.Combine(_folder, name);
}
