namespace Clef.Simulation.Patients;

/// <summary>A patient while causes are being drawn; offers the short words in which <see cref="ConditionModel"/> and <see cref="DrugModel"/> are written.</summary>
internal sealed class PatientDraft(double years, Sex sex, Site site, Setting setting, RiskFactors risk, double burden)
{
    private readonly HashSet<string> _codes = [];

    internal double Years => years;

    internal Sex Sex => sex;

    internal Site Site => site;

    internal Setting Setting => setting;

    internal RiskFactors Risk => risk;

    internal bool Female => sex == Sex.Female;

    internal bool Outpatient => setting == Setting.Outpatient;

    /// <summary>The latent burden of atherosclerosis on the logit scale: risk factors and a chance part (see <see cref="PatientGenerator"/>).</summary>
    internal double Burden => burden;

    internal bool HasEpilepsy => Has(Icd.TemporalEpilepsy) || Has(Icd.FrontalEpilepsy) || Has(Icd.JuvenileMyoclonic) || Has(Icd.Absence);

    internal List<Condition> Conditions { get; } = [];

    internal void Add(Condition condition)
    {
        if (_codes.Add(condition.Code))
        {
            Conditions.Add(condition);
        }
    }

    internal bool Has(string code) => _codes.Contains(code);

    internal bool Set(Setting wanted) => setting == wanted;

    internal double If(string code, double value) => Has(code) ? value : 0;

    internal double Decades(double perDecade) => perDecade * (years - 55) / 10;

    internal double Adult(double probability) => years >= 18 ? probability : 0;

    internal double Logit(double x) => PopulationModel.Logistic(x);

    /// <summary>A probability by the weight of care: planned (clinic or monitoring unit), ward, intensive care.</summary>
    internal double Care(double planned, double ward, double intensive) => setting switch
    {
        Setting.IntensiveCare => intensive,
        Setting.Inpatient => ward,
        _ => planned,
    };
}
