namespace Clef.Clinical.Risk.Reference;

/// <summary>By what donors are chosen for a person whose inputs are not all known.</summary>
public enum DonorChoice
{
    /// <summary>
    /// The same sex, and near in all inputs that are known of the person: age, pressure, cholesterol, body mass and so on.
    /// </summary>
    KnownInputs,

    /// <summary>The same sex, and near in age; other known inputs do not count.</summary>
    AgeAndSex,
}
