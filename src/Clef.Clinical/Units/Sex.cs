namespace Clef.Clinical.Units;

/// <summary>Sex as the risk equations and the metadata of both models use it. An unknown sex is a null, never a value of its own.</summary>
public enum Sex
{
    /// <summary>Female.</summary>
    Female,

    /// <summary>Male.</summary>
    Male,
}
